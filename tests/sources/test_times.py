"""Times as text become instants: by their own offset, else by the zone, with folds and gaps as zoneinfo has
them.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeymine.engine import DuckEngine
from journeymine.errors import ConfigError
from tests.sources.reading import read_bytes, table_source

ZONES = {
    "Europe/Warsaw": 2026,
    "Europe/London": 2011,
    "America/Denver": 2025,
    "America/St_Johns": 2010,
    "Australia/Lord_Howe": 2024,
    "Antarctica/Troll": 2024,
    "Pacific/Apia": 2011,
    "Asia/Kolkata": 2024,
    "Asia/Tehran": 2021,
    "Africa/Casablanca": 2024,
    "UTC": 2024,
}
"""Folds of 30, 60 and 120 minutes, a change at midnight, one at 00:01, a skipped day, zones without
changes.
"""


@pytest.fixture(scope="module")
def engine() -> DuckEngine:
    return DuckEngine.open(None)


def instants(engine: DuckEngine, texts: list[str], zone: str | None) -> list[datetime | None]:
    sql = """
        select instant_of(t, $zone) as at
        from (select unnest($texts) as t, generate_subscripts($texts, 1) as n)
        order by n
    """
    return engine.query(sql, {"texts": texts, "zone": zone})["at"].to_pylist()


def expected(local: datetime, zone: str) -> datetime:
    """The earlier instant of a fold; after a gap as much later as the gap is long. zoneinfo has both at
    fold=0.
    """
    return local.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


@pytest.mark.parametrize("zone", ZONES)
def test_every_quarter_hour_of_a_year(engine: DuckEngine, zone: str) -> None:
    start = datetime(ZONES[zone], 1, 1)
    locals_ = [start + timedelta(minutes=15 * step) for step in range(366 * 96)]
    found = instants(engine, [local.isoformat(" ") for local in locals_], zone)
    wrong = [(local, at) for local, at in zip(locals_, found, strict=True) if at != expected(local, zone)]
    assert wrong == []


def test_the_zones_above_have_folds_and_gaps() -> None:
    jumps = {zone: jumps_of(zone, year) for zone, year in ZONES.items()}
    assert jumps["Australia/Lord_Howe"] == {timedelta(minutes=-30), timedelta(minutes=30)}
    assert jumps["Antarctica/Troll"] == {timedelta(hours=-2), timedelta(hours=2)}
    assert timedelta(days=1) in jumps["Pacific/Apia"]
    assert jumps["Europe/Warsaw"] == {timedelta(hours=-1), timedelta(hours=1)}
    assert jumps["Asia/Kolkata"] == set()


def jumps_of(zone: str, year: int) -> set[timedelta]:
    """By how much the clock was put forward or back in a year."""
    hours = [datetime(year, 1, 1, tzinfo=UTC) + timedelta(hours=hour) for hour in range(366 * 24)]
    offsets = [at.astimezone(ZoneInfo(zone)).utcoffset() or timedelta() for at in hours]
    return {b - a for a, b in zip(offsets, offsets[1:], strict=False)} - {timedelta()}


def test_the_two_cases_of_the_definition(tmp_path: Path) -> None:
    text = "time,event,user\n2026-10-25 02:30,fold,u\n2026-03-29 02:30,gap,u\n"
    found = read_bytes(tmp_path, text, table_source(timezone="Europe/Berlin"))
    assert found.column("occurred_at") == [
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
    ]


@settings(max_examples=200, deadline=None)
@given(
    at=st.datetimes(datetime(1972, 1, 1), datetime(2035, 1, 1)),
    minutes=st.integers(-14 * 60, 14 * 60),
    form=st.sampled_from(["{}{}", "{} {}", "{:%Y-%m-%dT%H:%M:%S}{}"]),
)
def test_an_offset_is_kept_to(engine: DuckEngine, at: datetime, minutes: int, form: str) -> None:
    sign, size = "-" if minutes < 0 else "+", abs(minutes)
    for offset in (f"{sign}{size // 60:02d}:{size % 60:02d}", f"{sign}{size // 60:02d}{size % 60:02d}"):
        if "%" in form:
            at = at.replace(microsecond=0)
        words = form.format(at, offset)
        assert instants(engine, [words], "Asia/Tokyo") == [
            at.replace(tzinfo=UTC) - timedelta(minutes=minutes)
        ]


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-01-01T10:00:00+05:30", "2026-01-01T04:30:00"),
        ("2015-12-10T04:08:31.909Z", "2015-12-10T04:08:31.909000"),
        ("2023-05-01T12:34:56.000+0000", "2023-05-01T12:34:56"),
        ("2025-10-07 09:50:26 +0200", "2025-10-07T07:50:26"),
        (" 2025-10-07 09:50:26 UTC ", "2025-10-07T09:50:26"),
        ("2025-10-07t09:50:26.123456789z", "2025-10-07T09:50:26.123456"),
        ("2025-10-07T09:50+02", "2025-10-07T07:50:00"),
        ("2026-11-22 02:10:00,5", "2026-11-22T01:10:00.500000"),
        ("2026-11-22", "2026-11-21T23:00:00"),
        ("2026-02-30 10:00", None),
        ("2026-01-01 25:00:00Z", None),
        ("infinity", None),
        ("epoch", None),
        ("now", None),
        ("2026-1-5", None),
        ("01/02/2026", None),
        ("2026-01-01 10:00 Europe/Berlin", None),
        ("1767225600", None),
        ("", None),
    ],
)
def test_texts(engine: DuckEngine, text: str, instant: str | None) -> None:
    wanted = datetime.fromisoformat(instant).replace(tzinfo=UTC) if instant else None
    assert instants(engine, [text], "Europe/Warsaw") == [wanted]


def test_a_formats_day_comes_first_as_declared(tmp_path: Path) -> None:
    text = "time,event,user\n01/02/2026,a,u\n04/13/2026,b,u\n"
    source = table_source(timezone="UTC", columns={"time": {"column": "time", "format": "%d/%m/%Y"}})
    found = read_bytes(tmp_path, text, source)
    assert found.column("occurred_at") == [datetime(2026, 2, 1, tzinfo=UTC), None]
    assert found.column("time_text") == ["01/02/2026", "04/13/2026"]


@pytest.mark.parametrize(
    ("texts", "form"),
    [
        ("01/02/2026 14:34", "99/99/9999 99:99"),
        ("22.11.2026", "99.99.9999"),
        ("1767225600", "9999999999"),
        ("Tue, 05 Jan", "aaa, 99 aaa"),
    ],
)
def test_no_format_is_guessed(tmp_path: Path, texts: str, form: str) -> None:
    with pytest.raises(ConfigError, match=f"look like '{form}'.*unit: s") as caught:
        read_bytes(tmp_path, f'time,event,user\n"{texts}",a,u\n', table_source(timezone="UTC"))
    assert caught.value.key == "sources.here.columns.time"


def test_formats_with_an_offset_or_a_zone_of_their_own(tmp_path: Path) -> None:
    text = "time,event,user\n05.01.2026 10:00 +0100,a,u\n"
    time = {"column": "time", "format": "%d.%m.%Y %H:%M %z"}
    assert one_instant(tmp_path, text, time) == datetime(2026, 1, 5, 9, tzinfo=UTC)
    local = {"column": "time", "format": "%d.%m.%Y %H:%M", "timezone": "Australia/Lord_Howe"}
    fold = "time,event,user\n05.04.2026 01:45,a,u\n"
    assert one_instant(tmp_path, fold, local, timezone="UTC") == datetime(2026, 4, 4, 14, 45, tzinfo=UTC)
    with pytest.raises(ConfigError, match="names no zone"):
        one_instant(tmp_path, fold, {"column": "time", "format": "%d.%m.%Y %H:%M"})


def one_instant(tmp_path: Path, text: str, time: dict[str, str], **more: Any) -> datetime:
    return read_bytes(tmp_path, text, table_source(columns={"time": time}, **more)).rows[0]["occurred_at"]


@pytest.mark.parametrize(
    ("unit", "good", "others"),
    [
        ("s", "1767225600", ["1767225600000", "1767225600000000", "0", "-5", "x", "nan", "1e400"]),
        ("ms", "1767225600000", ["1767225600", "1767225600000000"]),
        ("us", "1767225600000000", ["1767225600", "1767225600000"]),
    ],
)
def test_one_unit_is_taken_and_no_other(tmp_path: Path, unit: str, good: str, others: list[str]) -> None:
    text = "time,event,user\n" + "".join(f"{words},a,u\n" for words in [good, *others])
    found = read_bytes(tmp_path, text, table_source(columns={"time": {"column": "time", "unit": unit}}))
    assert found.column("occurred_at") == [datetime(2026, 1, 1, tzinfo=UTC), *([None] * len(others))]


def test_parts_of_a_second_survive(tmp_path: Path) -> None:
    time = {"column": "time", "unit": "us"}
    assert one_instant(tmp_path, "time,event,user\n1767225600123457,a,u\n", time).microsecond == 123457
    seconds = {"column": "time", "unit": "s"}
    assert one_instant(tmp_path, "time,event,user\n1767225600.25,a,u\n", seconds).microsecond == 250000


def test_local_times_without_a_zone_ask_for_one(tmp_path: Path) -> None:
    mixed = "time,event,user\n2026-01-01T10:00:00Z,a,u\n2026-01-01 10:00,b,u\n"
    with pytest.raises(ConfigError, match="'time' carry no offset .* `timezone: Europe/Warsaw`") as caught:
        read_bytes(tmp_path, mixed, table_source())
    assert caught.value.key == "sources.here.timezone"
    assert read_bytes(tmp_path, mixed.replace("10:00,b", "10:00Z,b"), table_source()).raw.row_count == 2


@pytest.mark.parametrize(
    ("text", "path", "host"),
    [
        ("https://shop.example/p/42?utm_source=x#top", "/p/42", "shop.example"),
        ("https://shop.example", "/", "shop.example"),
        ("https://a:b@shop.example:8080/x", "/x", "shop.example"),
        ("//cdn.example/y?z", "/y", "cdn.example"),
        ("/cart?step=2", "/cart", None),
        ("Why? A guide", "Why? A guide", None),
        (None, None, None),
    ],
)
def test_pages(engine: DuckEngine, text: str | None, path: str | None, host: str | None) -> None:
    sql = "select page_path($text::varchar) as path, page_host($text::varchar) as host"
    assert engine.query(sql, {"text": text}).to_pylist() == [{"path": path, "host": host}]


_FIELDS = st.tuples(
    st.sampled_from(("0900", "1969", "2024", "2026", "2100")),
    st.sampled_from(("00", "02", "12", "13")),
    st.sampled_from(("00", "01", "28", "29", "31", "32")),
    st.sampled_from((" ", "T")),
    st.sampled_from(("00", "09", "23", "24", "25")),
    st.sampled_from(("00", "59", "60")),
    st.sampled_from(("00", "59", "60", "61")),
    st.sampled_from(("", ".5", ".123456", ".999999999")),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(_FIELDS, min_size=1, max_size=50))
def test_the_common_form_is_read_as_the_others(
    engine: DuckEngine, fields: list[tuple[str, str, str, str, str, str, str, str]]
) -> None:
    texts = [
        f"{year}-{month}-{day}{gap}{hour}:{minute}:{second}{fraction}Z"
        for year, month, day, gap, hour, minute, second, fraction in fields
    ]
    assert instants(engine, texts, None) == instants(engine, [f" {text}" for text in texts], None)
