"""How times are written: what the values prove, and what they don't."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from journeymine.suggest.times import times_of

START = datetime(2026, 1, 1, 9, 5, 7, tzinfo=UTC)
MOMENTS = [START + timedelta(days=9 * place, hours=place) for place in range(40)]
EARLY = [START + timedelta(hours=place) for place in range(40)]


@pytest.mark.parametrize(
    "form",
    [
        "%d/%m/%Y %H:%M",
        "%m/%d/%Y",
        "%d.%m.%Y %H:%M:%S",
        "%m/%d/%y %I:%M %p",
        "%d-%m-%y",
        "%d %b %Y",
        "%b %d, %Y",
        "%Y/%m/%d %H:%M",
        "%Y%m%d",
        "%Y%m%d%H%M%S",
        "%d/%b/%Y:%H:%M:%S %z",
    ],
)
def test_a_format_that_the_values_prove(form: str) -> None:
    found = times_of([moment.strftime(form) for moment in MOMENTS])
    assert found is not None
    assert (found.format, found.choices, found.needs_zone) == (form, (), "%z" not in form)


@pytest.mark.parametrize("mark", ["/", ".", "-"])
def test_days_and_months_that_can_be_either_are_not_guessed(mark: str) -> None:
    found = times_of([f"0{1 + place % 9}{mark}0{1 + place % 7}{mark}2026 10:00" for place in range(50)])
    assert found is not None
    assert found.format is None
    assert set(found.choices) == {f"%d{mark}%m{mark}%Y %H:%M", f"%m{mark}%d{mark}%Y %H:%M"}


def test_one_number_above_twelve_decides() -> None:
    undecided = [f"0{1 + place % 9}/0{1 + place % 7}/2026" for place in range(50)]
    first, second = times_of([*undecided, "13/01/2026"]), times_of([*undecided, "01/13/2026"])
    assert (first and first.format, second and second.format) == ("%d/%m/%Y", "%m/%d/%Y")


def test_both_orders_in_one_column_stay_undecided() -> None:
    undecided = [f"0{1 + place % 9}/0{1 + place % 7}/2026" for place in range(60)]
    found = times_of([*undecided, "13/01/2026", "01/13/2026"])
    assert found is not None
    assert found.format is None
    assert len(found.choices) == 2


@pytest.mark.parametrize(("scale", "unit"), [(1, "s"), (1_000, "ms"), (1_000_000, "us")])
def test_numbers_by_their_size(scale: int, unit: str) -> None:
    found = times_of([str(int(moment.timestamp() * scale)) for moment in EARLY])
    assert found is not None
    assert (found.unit, found.needs_zone) == (unit, False)


@pytest.mark.parametrize(
    ("text", "needs_zone"),
    [
        ("2026-01-31", True),
        ("2026-01-31 10:00", True),
        ("2026-01-31T10:00:00.123", True),
        ("2026-01-31T10:00:00Z", False),
        ("2026-01-31 10:00:00+01:00", False),
        ("2026-01-31 10:00:00 UTC", False),
    ],
)
def test_iso(text: str, needs_zone: bool) -> None:
    found = times_of([text] * 3)
    assert found is not None
    assert (found.format, found.unit, found.needs_zone) == (None, None, needs_zone)


@pytest.mark.parametrize(
    "text", ["basket", "12345", "19.99", "1.2.3.4", "A-17-2026", "48600700800", "99/99/2026"]
)
def test_what_is_no_time(text: str) -> None:
    assert times_of([text] * 5) is None
