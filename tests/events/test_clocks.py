"""Local times in doubt are counted as Python's zone database has them, in zones that turn in odd ways."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest

from journeymine.engine import DuckEngine

STEP = timedelta(minutes=15)
FIRST, LAST = datetime(2011, 1, 1), datetime(2013, 1, 1)
_STAGED = """
    create or replace temporary table staged as
    select
        row_number() over () as line_number, true as is_event, cast(null as varchar) as skip_reason,
        strftime(clock, '%Y-%m-%d %H:%M:%S') as time_text, local_instant(clock, $zone) as occurred_at
    from generate_series($first::timestamp, $last::timestamp, interval 15 minutes) as clocks(clock)
"""


def doubts(zone: str) -> Counter[str]:
    """How many of all quarters of an hour in two years a zone's clocks show twice or never."""
    found: Counter[str] = Counter()
    clock, there = FIRST, ZoneInfo(zone)
    while clock <= LAST:
        early, late = (clock.replace(tzinfo=there, fold=fold).utcoffset() for fold in (0, 1))
        assert early is not None
        assert late is not None
        if early != late:
            found["shown twice" if early > late else "never shown"] += 1
        clock += STEP
    return found


@pytest.mark.parametrize(
    "zone",
    [
        "Europe/Berlin",
        "America/New_York",
        "America/Sao_Paulo",  # turns at midnight
        "Australia/Lord_Howe",  # by half an hour
        "Africa/Casablanca",  # four times a year
        "Pacific/Apia",  # a whole day was left out
        "Asia/Kolkata",
        "UTC",
    ],
)
def test_clocks_that_turn(zone: str) -> None:
    engine = DuckEngine.open(None)
    engine.execute(_STAGED, {"zone": zone, "first": FIRST.isoformat(), "last": LAST.isoformat()})
    engine.view("int_staged", ["staged"])
    files = {"file_no": [0], "zone": [zone], "time_format": pa.array([None], pa.string())}
    engine.register("load_files", pa.table(files))
    found = engine.select_model(
        "int_load_clocks", {"time_format": None, "latest": datetime(2026, 1, 1, tzinfo=UTC)}
    ).to_pylist()
    told = Counter(
        {"shown twice": found[0]["repeated_count"], "never shown": found[0]["skipped_count"]} if found else {}
    )
    engine.close()
    assert +told == doubts(zone)
