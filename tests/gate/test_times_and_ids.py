"""D10 to D14 and D25: ids that look like numbers, dates by their declared order, epochs, zones, and events
of the future, through the command line.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.gate.shop import Shop, fresh, journey_file, rows, text

LENIENT = "max_reject_rate: 0.9"


def table(time: str, *more: str) -> str:
    """A journey file of a table with this time column."""
    columns = f"columns: {{event_id: id, time: {time}, event: what}}"
    return journey_file("vendor: table", columns, "keys: {user: who}", *more)


def times_of(shop: Shop) -> dict[str, datetime]:
    """Time of each event by its id."""
    return dict(shop.ask("select event_id, occurred_at from events"))


def test_d10_ids_that_look_like_numbers(new_shop: Shop) -> None:
    """Four texts are four ids and four customers, also where one comes 30,000 rows later."""
    odd = ["0012", "12", "12.0"]
    lines = [f"{name},2026-01-05 10:00:00,look,{name}" for name in odd]
    lines += [f"{i},2026-01-05 11:00:00,look,7" for i in range(40_000, 40_000 + 29_997)]
    new_shop.put("a.csv", text([*lines, "00123,2026-01-05 10:00:00,look,00123"]))
    new_shop.run()
    assert new_shop.rejects() == {}
    found = new_shop.ask("select event_id, count(distinct customer_id) from events group by 1")
    assert set(odd) | {"00123"} <= {name for name, _ in found}
    assert len(found) == 30_001
    assert new_shop.customers() == 5


def test_d11_days_before_months_as_declared(new_shop: Shop) -> None:
    """1 February; a month 13 is rejected."""
    new_shop.say(table('{column: at, format: "%d/%m/%Y", timezone: UTC}', LENIENT))
    new_shop.put("a.csv", text(["a,01/02/2026,look,u1", "b,04/13/2026,look,u1", "c,13/04/2026,look,u1"]))
    new_shop.run()
    assert times_of(new_shop) == {
        "a": datetime(2026, 2, 1, tzinfo=UTC),
        "c": datetime(2026, 4, 13, tzinfo=UTC),
    }
    assert new_shop.rejects() == {3: "bad_time"}


def test_d11_an_order_that_nobody_declared(shop: Shop) -> None:
    """Never guessed: exit 78."""
    shop.put("next.csv", text(["a,01/02/2026,look,u1"]))
    shop.refused(78, "shop.columns.time", "99/99/9999", "format")


def test_d12_an_epoch_in_another_unit(new_shop: Shop) -> None:
    """Only the declared unit is read; the case calls the reason ts_range, ours is bad_time."""
    at = 1_767_604_800
    new_shop.say(table("{column: at, unit: ms}", LENIENT))
    lines = [f"s,{at},look,u1", f"ms,{at}000,look,u1", f"us,{at}000000,look,u1", f"ns,{at}000000000,look,u1"]
    new_shop.put("a.csv", text(lines))
    new_shop.run()
    assert times_of(new_shop) == {"ms": datetime(2026, 1, 5, 9, 20, tzinfo=UTC)}
    assert new_shop.rejects() == {2: "bad_time", 4: "bad_time", 5: "bad_time"}


def test_d13_an_offset_of_its_own(new_shop: Shop) -> None:
    """Counts whatever the source's zone is."""
    new_shop.say(table("{column: at, timezone: America/New_York}"))
    new_shop.put("a.csv", text(["a,2026-01-01T10:00:00+05:30,look,u1"]))
    new_shop.run()
    assert times_of(new_shop) == {"a": datetime(2026, 1, 1, 4, 30, tzinfo=UTC)}


@pytest.mark.parametrize("form", [None, "%d.%m.%Y %H:%M"])
def test_d14_clocks_put_back_and_forward(new_shop: Shop, form: str | None) -> None:
    """An hour shown twice is the earlier instant, one left out moves forward; both are counted in the run."""
    written = form or "%Y-%m-%d %H:%M"
    local = {
        "twice": datetime(2025, 10, 26, 2, 30),
        "twice too": datetime(2025, 10, 26, 2, 0),
        "once": datetime(2025, 10, 26, 3, 0),
        "before": datetime(2025, 10, 26, 1, 59),
        "never": datetime(2025, 3, 30, 2, 30),
        "after": datetime(2025, 3, 30, 3, 0),
        "summer": datetime(2025, 7, 1, 2, 30),
    }
    column = f'{{column: at, format: "{form}"}}' if form else "at"
    new_shop.say(table(column, "timezone: Europe/Berlin"))
    new_shop.put("a.csv", text(f"{name},{at.strftime(written)},look,u1" for name, at in local.items()))
    done = new_shop.run()
    hours = {name: at.strftime("%m-%d %H:%M") for name, at in times_of(new_shop).items()}
    assert hours == {
        "twice": "10-26 00:30",
        "twice too": "10-26 00:00",
        "once": "10-26 02:00",
        "before": "10-25 23:59",
        "never": "03-30 01:30",
        "after": "03-30 01:00",
        "summer": "07-01 00:30",
    }
    assert "shop: 2 times fall into an hour that the clocks of Europe/Berlin show twice" in done.stderr
    assert "shop: 1 time falls into an hour that the clocks of Europe/Berlin leave out" in done.stderr


def test_d14_times_with_an_offset_are_in_no_doubt(new_shop: Shop) -> None:
    """Nor is the same wall time in UTC, nor a day without a time."""
    new_shop.say(table("at", "timezone: Europe/Berlin"))
    lines = ["2025-10-26T02:30:00+01:00", "2025-10-26T02:30:00Z", "2025-10-26", "2025-03-30"]
    new_shop.put("a.csv", text(f"e{i},{at},look,u1" for i, at in enumerate(lines)))
    assert "clocks" not in new_shop.run().stderr


def test_d25_events_of_the_future(shop: Shop) -> None:
    """Two days ahead is rejected, five minutes are not. The case asks for a tolerance of 10 minutes and a
    flag; documented are 24 hours (`future_tolerance`) and a reject, which is in no path either.
    """
    now = datetime.now(UTC)
    ahead = {"a": timedelta(days=2), "b": timedelta(minutes=5), "c": timedelta(hours=23)}
    lines = [f"{name},{now + by:%Y-%m-%d %H:%M:%S},look,u1" for name, by in ahead.items()]
    shop.put("next.csv", text([*rows(100, 200), *lines]))
    shop.run()
    assert shop.rejects() == {202: "future"}
    assert shop.ask("select event_id from events where event_id in ('a', 'b', 'c') order by 1") == [
        ("b",),
        ("c",),
    ]


def test_d25_the_tolerance_can_be_said(tmp_path: Path) -> None:
    """With 10 minutes as in the case, 23 hours ahead are rejected too."""
    now = datetime.now(UTC)
    lines = [f"a,{now + timedelta(minutes=5):%Y-%m-%d %H:%M:%S},look,u1"]
    lines += [f"b,{now + timedelta(hours=23):%Y-%m-%d %H:%M:%S},look,u1"]
    journey = table("{column: at, timezone: UTC}", LENIENT) + "future_tolerance: 10m\n"
    other = fresh(tmp_path / "strict", journey, [("a.csv", text(lines))])
    other.run()
    assert other.rejects() == {3: "future"}
