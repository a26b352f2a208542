"""An address says page, language and filters, and nothing that it cannot."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from journeymine.choice import Choice
from journeymine.present.dashboard.address import Address, Filters, read_address, write_address
from journeymine.present.dashboard.pages.catalogue import PAGES

names = some.sets(some.text(min_size=1, max_size=20).filter(lambda text: text.isprintable()), max_size=4)
lists = names.map(lambda found: tuple(sorted(found)))
days = some.none() | some.dates(date(1990, 1, 1), date(2100, 12, 31))
addresses = some.builds(
    Address,
    page=some.sampled_from([page.name for page in PAGES]),
    language=some.sampled_from([None, "en", "pl", "ar"]),
    filters=some.builds(Filters, since=days, until=days, channels=lists, devices=lists, personas=lists),
)


@given(addresses)
def test_a_link_leads_back_to_where_it_was_taken(address: Address) -> None:
    assert read_address(write_address(address)) == address


def test_a_plain_address_is_the_first_page_of_everything() -> None:
    for search in (None, "", "?"):
        assert read_address(search) == Address("overview", None, Filters())
    assert read_address("").filters.is_everything


def test_a_link_reads_as_people_write_it() -> None:
    address = read_address("?page=carts&lang=ar&since=2026-01-05&channel=web&channel=email&device=mobile")
    assert address.filters == Filters(since=date(2026, 1, 5), channels=("email", "web"), devices=("mobile",))
    assert (address.page, address.language, address.filters.count) == ("carts", "ar", 3)


@pytest.mark.parametrize(
    ("search", "unread"),
    [
        ("?page=no-such-page", ("page",)),
        ("?lang=de&page=map", ("lang",)),
        ("?since=yesterday", ("since",)),
        ("?until=2026-02-30", ("until",)),
        ("?since=9999-12-31", ("since",)),
        ("?x=1&page=map", ("x",)),
        ("?channel=" + "a" * 300, ("channel",)),
        ("?" + "&".join(["channel=x"] * 500), ("…",)),
    ],
)
def test_what_cannot_be_read_is_named_and_left_out(search: str, unread: tuple[str, ...]) -> None:
    address = read_address(search)
    assert address.unread == unread
    assert address.filters.is_everything


def test_the_last_day_is_inside_the_period() -> None:
    choice = Filters(since=date(2026, 1, 5), until=date(2026, 1, 5)).choice()
    assert choice.since == datetime(2026, 1, 5, tzinfo=UTC)
    assert choice.until == datetime(2026, 1, 6, tzinfo=UTC)


def test_no_filter_leaves_nothing_out() -> None:
    assert Filters().choice() == Choice()
    assert Filters().choice().is_everything
