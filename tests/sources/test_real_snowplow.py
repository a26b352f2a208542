"""Snowplow's test sets, row by row: each read or named, with the figures that their authors published."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.sources.reading import Reading, assert_accounted, keys_of, read_file, source_of

DATA = Path(__file__).parents[3] / "shared" / "data"
SETS = {
    "snowplow_ecommerce/source/snowplow_ecommerce_events.csv": 833,
    "snowplow_web/snowplow_web_events.csv": 160,
    "snowplow_web/snowplow_web_vital_events.csv": 1_001,
    "fractribution/snowplow_fractribution_events.csv": 98,
}
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA.is_dir(), reason="the folder ../shared/data is not there"),
]


def read(name: str) -> Reading:
    found = read_file(source_of("snowplow"), DATA / name, "events")
    assert_accounted(found)
    return found


@pytest.mark.parametrize(("name", "rows"), SETS.items())
def test_every_row_is_read(name: str, rows: int) -> None:
    found = read(name)
    assert (found.raw.row_count, found.reasons) == (rows, {})
    lame = [
        row for row in found.rows if row["occurred_at"] is None or not row["event_name"] or not keys_of(row)
    ]
    assert len(lame) == (1 if "vital" in name else 0), "the set ends with a row of commas"


def test_repeats_carry_their_ids() -> None:
    ids = Counter(read("snowplow_web/snowplow_web_events.csv").column("event_id"))
    assert (len(ids), sorted(count for count in ids.values() if count > 1)) == (157, [2, 2, 2])


def test_conversions_of_the_attribution_set() -> None:
    found = read("fractribution/snowplow_fractribution_events.csv")
    money = [row["value"] for row in found.rows if row["value"]]
    assert (len(money), sum(money)) == (6, pytest.approx(500.92))
    channels = Counter((row["channel"], row["medium"]) for row in found.rows)
    assert (channels["(direct)", "(none)"], channels["google", "organic"]) == (46, 39)
