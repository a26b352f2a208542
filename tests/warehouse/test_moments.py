"""The date that a path tells."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from journeymine.warehouse.moments import moment_in


@pytest.mark.parametrize(
    ("path", "moment"),
    [
        ("ga4/events_20260131.json.gz", (2026, 1, 31)),
        ("dt=2026-01-31/part-00017.csv", (2026, 1, 31)),
        ("export_2026-01-31T14.csv", (2026, 1, 31, 14)),
        ("amplitude/1_2026-01-31_14-30.json", (2026, 1, 31, 14, 30)),
        ("orders_2026-01-01_2026-01-31.csv", (2026, 1, 31)),
        ("2025/full_20260102_20260101.csv", (2026, 1, 2)),
        ("events_20260131_2.csv", (2026, 1, 31)),
        ("events_20261331.csv", None),
        ("events_120260131.csv", None),
        ("Lead.csv", None),
        ("snapshot_1767225600.csv", None),
    ],
)
def test_paths(path: str, moment: tuple[int, ...] | None) -> None:
    assert moment_in(path) == (datetime(*moment, tzinfo=UTC) if moment else None)  # type: ignore[misc, arg-type]
