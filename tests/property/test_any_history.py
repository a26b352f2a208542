"""Any history of a shop: files that come, come late, are corrected, overlap or come twice, links and unlinks,
changes of the journey file, whole nights and killed ones. What is published last is what a new warehouse
makes of the same files.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random
from tempfile import mkdtemp
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.property.exports import AT, ROWS, Export, Row, changed, half_an_hour_later, records
from tests.property.journey_files import CHOICES, DENIED, PAIRS
from tests.property.nights import LASTING
from tests.property.shop import Shop

SALES: tuple[Row, ...] = (
    ("e0", "2020-01-06 09:00:00", "look", "u0", "", "d0", "", "", "a", "v1", "/", ""),
    ("e1", "2020-01-06 10:00:00", "cart", "", "", "d0", "1", "20", "", "v1", "/cart", ""),
    ("", "2020-01-06 10:00:00", "look", "", "", "d1", "", "", "b", "", "/", "words"),
    ("e2", "2020-01-06 10:30:00", "buy", "u0", "m0@x.de", "", "", "20", "", "v2", "/cart", ""),
    ("e3", "2020-01-14 09:00:00", "buy", "u1", "", "d1", "", "0.5", "b", "", "", ""),
)
"""The first file; its first event counts in every journey file of the shop."""

PLACES = st.integers(0, 19)
MOMENTS = st.integers(1, 999)
A_DAY = 100
ACTS = st.sampled_from(("load", "load", "load", *LASTING)).flatmap(
    lambda part: st.tuples(st.just(part), st.integers(0, LASTING[part]))
)
"""Where a night is killed: mostly while it loads."""


class History(RuleBasedStateMachine):
    """A shop's history; it ends in a night and the comparison."""

    begun: ClassVar[tuple[Shop, Shop]]
    nights_left: int
    kills_left: int
    kill: ClassVar[Callable[..., None]] = Shop.killed_night

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(mkdtemp())
        self.shop = self.begun[0]
        self.days = 0
        self.is_broken = False

    @initialize(is_served=st.sampled_from((True, True, True, False)))
    def the_shop_opens(self, is_served: bool) -> None:
        """Before its first night or after it."""
        self.shop = self.begun[is_served].copied(self.folder / "shop")

    @rule(drawn=records())
    def a_day_comes(self, drawn: tuple[str, list[Row]]) -> None:
        self._day(*drawn)

    @rule(drawn=records(), moment=MOMENTS)
    def a_file_comes_late(self, drawn: tuple[str, list[Row]], moment: int) -> None:
        self.shop.add(*drawn, moment)

    @rule(drawn=records())
    def a_file_comes_without_a_date(self, drawn: tuple[str, list[Row]]) -> None:
        self.shop.add(*drawn, None)

    @rule(place=PLACES, row=PLACES, moment=MOMENTS)
    def a_bridge_comes(self, place: int, row: int, moment: int) -> None:
        """An act of a known customer, exactly as long after another as a session waits."""
        rows = self._chosen(place, "shop").rows
        before = rows[row % len(rows)]
        self.shop.add("shop", [half_an_hour_later(before if before[AT] else SALES[0])], moment)

    @rule(place=PLACES, data=st.data(), moment=st.none() | MOMENTS)
    def a_file_is_corrected(self, place: int, data: st.DataObject, moment: int | None) -> None:
        """Its rows come again, some changed and some gone, in a file of any date."""
        export = self._chosen(place)
        self.shop.add(export.source, data.draw(changed(export)), moment)

    @rule(place=PLACES, data=st.data())
    def a_file_is_replaced(self, place: int, data: st.DataObject) -> None:
        """As a correction under the same name, once a night has read it."""
        export = self._chosen(place)
        if export.moment is not None and self.shop.may_change(export):
            self.shop.put(replace(export, rows=data.draw(changed(export)), serial=self.shop.next_serial()))

    @rule(place=PLACES, drawn=st.data())
    def files_overlap(self, place: int, drawn: st.DataObject) -> None:
        """The second half of a file comes again, with new rows after it."""
        export = self._chosen(place)
        added = drawn.draw(st.lists(ROWS[export.source], min_size=1, max_size=3))
        self._day(export.source, [*export.rows[len(export.rows) // 2 :], *added])

    @rule(place=PLACES)
    def a_file_comes_again_under_another_name(self, place: int) -> None:
        self.shop.put_again(self._chosen(place))

    @rule(place=PLACES)
    def a_file_is_removed(self, place: int) -> None:
        export = self._chosen(place)
        if self.shop.may_change(export):
            self.shop.take(export)

    @rule(
        choice=st.sampled_from(sorted(CHOICES)).flatmap(
            lambda name: st.tuples(st.just(name), st.sampled_from(CHOICES[name]))
        )
    )
    def the_journey_file_changes(self, choice: tuple[str, str]) -> None:
        self.shop.say(self.shop.journey.with_choice(*choice))

    @rule(value=st.sampled_from(DENIED))
    def an_identifier_is_denied_or_not(self, value: str) -> None:
        self.shop.say(self.shop.journey.denying(value))

    @rule(pair=st.sampled_from(PAIRS))
    def a_pair_is_unlinked_or_linked_again(self, pair: tuple[str, str]) -> None:
        self.shop.say(self.shop.journey.unlinking(pair))

    @precondition(lambda self: self.nights_left)
    @rule(full=st.booleans())
    def a_night_passes(self, full: bool) -> None:
        self.nights_left -= 1
        with self._noting():
            self.shop.night(full=full)
            self._check()

    @precondition(lambda self: self.kills_left)
    @rule(at=ACTS, full=st.booleans())
    def a_night_is_killed(self, at: tuple[str, int], full: bool) -> None:
        self.kills_left -= 1
        with self._noting():
            type(self).kill(self.shop, *at, full=full)

    def teardown(self) -> None:
        try:
            if not self.is_broken:
                if self.shop.is_stale:
                    self.shop.night()
                self._check()
        finally:
            shutil.rmtree(self.folder)

    def _day(self, source: str, rows: list[Row]) -> None:
        self.days += 1
        self.shop.add(source, rows, self.days * A_DAY)

    def _chosen(self, place: int, source: str | None = None) -> Export:
        """One of the exports that ever came and have rows, of a source if it is said."""
        exports = self.shop.written.values()
        found = [one for one in exports if one.rows and source in (None, one.source)]
        return found[place % len(found)]

    def _check(self) -> None:
        self.shop.check(self.folder / "anew", Random(len(self.shop.written)))

    @contextmanager
    def _noting(self) -> Generator[None]:
        """Note an error, after which nothing can be said of the end."""
        self.is_broken = True
        yield
        self.is_broken = False


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> tuple[Shop, Shop]:
    """A shop with its first file, before its first night and after it."""
    shops = Shop(tmp_path_factory.mktemp("new")), Shop(tmp_path_factory.mktemp("served"))
    for shop in shops:
        shop.open(SALES)
    shops[1].night()
    return shops


def lives(machine: type[History], *, examples: int, steps: int) -> None:
    """Try histories of some steps each."""
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )


def test_any_of_50_histories_ends_as_if_all_were_read_at_once(begun: tuple[Shop, Shop]) -> None:
    class Short(History):
        nights_left, kills_left = 0, 1

    Short.begun = begun
    lives(Short, examples=50, steps=6)


@pytest.mark.slow
def test_2000_steps_end_as_if_all_were_read_at_once(begun: tuple[Shop, Shop]) -> None:
    class Long(History):
        nights_left, kills_left = 3, 5

    Long.begun = begun
    lives(Long, examples=50, steps=40)


@pytest.mark.slow
def test_nights_slain_by_the_system_end_so_too(begun: tuple[Shop, Shop]) -> None:
    class Slain(History):
        nights_left, kills_left = 0, 3
        kill = Shop.slain_night

    Slain.begun = begun
    lives(Slain, examples=6, steps=12)
