"""The same rows in any order, split or repeated over any files and nights: one event log.

What must come out is worked out here from the rows alone, in a few lines of Python. Rows of one id say the
same; rows without an id differ from each other, or their source takes equal content for one event.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journeymine.events import Ticket, load_files
from tests.events.staging import MONDAY, Row, State, new_state, rules_for
from tests.gate.shop import fresh, journey_file, text

TIMES = [MONDAY + timedelta(days=day, minutes=minute) for day in (0, 0, 1, 8) for minute in (0, 0, 7)]
PEOPLE = ["ann", "ANN ", "bob", "cyd"]
TABLES = (
    "event_rows",
    "signatures",
    "identity_links",
    "keysets",
    "files",
    "rejects",
    "vault.identifiers",
    "vault.texts",
)


Nights = list[list[list[Row]]]
"""Of each night the files, each a list of rows."""

ARRANGEMENTS = 10


@st.composite
def rows_of(draw: st.DrawFn) -> list[Row]:
    """Rows with and without ids, many of them at one instant; some only link, one in ten has no time."""
    count = draw(st.integers(1, 10))
    return [
        Row(
            event_id=f"e{number}" if draw(st.booleans()) else None,
            at=draw(st.sampled_from([*TIMES, None])),
            event_name=draw(st.sampled_from(["view", "buy"])),
            keys=(("user", draw(st.sampled_from(PEOPLE))), ("anonymous", f"d{draw(st.integers(0, 2))}")),
            is_event=draw(st.sampled_from([True, True, True, False])),
            value=float(number),
            body=draw(st.sampled_from([None, "words"])),
        )
        for number in range(count)
    ]


@st.composite
def arranged(draw: st.DrawFn, rows: list[Row]) -> Nights:
    """The rows, each in at least one file, the files in any order over one to three nights, some again."""
    files: list[list[Row]] = [[] for _ in range(draw(st.integers(1, 3)))]
    for row in rows:
        for place in draw(st.sets(st.integers(0, len(files) - 1), min_size=1, max_size=2)):
            files[place].append(row)
    shuffled = [draw(st.permutations(file)) for file in draw(st.permutations(files))]
    again = [draw(st.permutations(file)) for file in shuffled if draw(st.integers(0, 2)) == 0]
    nights: Nights = [[] for _ in range(draw(st.integers(1, 3)))]
    for file in (*shuffled, *again):
        nights[draw(st.integers(0, len(nights) - 1))].append(file)
    return [night for night in nights if night]


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[Row], list[Nights]]:
    """Rows and some ways in which they come."""
    rows = draw(rows_of())
    return rows, [draw(arranged(rows)) for _ in range(ARRANGEMENTS)]


def expected(rows: Sequence[Row]) -> set[tuple[Any, ...]]:
    """The events that the rows are, whatever came how often."""
    return {(row.at, row.event_name, row.value) for row in rows if row.is_event and row.at is not None}


def logged(state: State, source: str) -> list[dict[str, Any]]:
    """A source's event log without what tells of its files."""
    sql = (
        "select event_id, occurred_at, sequence, event_name, value, keyset_id "
        "from event_log where source = $source order by event_id"
    )
    return state.engine.query(sql, {"source": source}).to_pylist()


def told(state: State, source: str) -> list[Any]:
    """All that the state and the vault say about a source's customers."""
    used = "(select keyset_no from event_log where source = $source union select keyset_no from {})"
    used = used.format("identity_links where source = $source")
    queries = (
        "select distinct links.occurred_at, sets.keyset_id from identity_links as links "
        "join keysets as sets using (keyset_no) where links.source = $source order by all",
        f"select * exclude (keyset_no) from keysets where keyset_no in {used} order by all",
        "select identifiers.* from vault.identifiers semi join "
        f"(select identifier_key from keysets where keyset_no in {used}) using (identifier_key) order by all",
        "select event_id, body from vault.texts where source = $source order by all",
    )
    tables = [state.engine.query(sql, {"source": source}).to_pylist() for sql in queries]
    return [logged(state, source), *tables]


def fingerprint(state: State, source: str) -> str:
    """Hash of that."""
    return hashlib.sha256(repr(told(state, source)).encode()).hexdigest()


def load(state: State, ways: Sequence[Nights]) -> None:
    """Load each way as a source of its own, night by night, from nothing; every account adds up."""
    for table in TABLES:
        state.engine.execute(f"delete from {table}")
    for night in range(max(map(len, ways))):
        tickets: list[Ticket] = []
        sizes: list[int] = []
        for number, nights in enumerate(ways):
            state.source = state.source.model_copy(update={"name": f"way{number}"})
            files = nights[night] if night < len(nights) else []
            tickets += [state.ticket(file) for file in files]
            sizes += [len(file) for file in files]
        found = load_files(state.engine, tickets, rules_for(state.quarantine))
        accounts = [count.loaded_count + count.rejected_count + count.duplicate_count for count in found]
        assert accounts == sizes
        state.engine.drop(*(name for ticket in tickets for name in (ticket.raw.table, ticket.raw.model)))


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[State]:
    """A state that all examples use one after the other."""
    with new_state(tmp_path_factory.mktemp("state")) as made:
        yield made


def check(state: State, rows: list[Row], ways: list[Nights]) -> None:
    """All rows in one file say what they say in any other way, and the events are those that must come
    out.
    """
    load(state, [[[rows]], *ways])
    assert len({fingerprint(state, f"way{number}") for number in range(len(ways) + 1)}) == 1
    events = logged(state, "way0")
    assert {(row["occurred_at"], row["event_name"], row["value"]) for row in events} == expected(rows)
    assert len(events) == len(expected(rows))
    ids = {row.value: row.event_id for row in rows if row.event_id is not None}
    assert {row["value"]: row["event_id"] for row in events if row["value"] in ids}.items() <= ids.items()


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(worlds())
def test_any_of_200_ways_gives_one_event_log(state: State, world: tuple[list[Row], list[Nights]]) -> None:
    check(state, *world)


@pytest.mark.slow
@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(worlds())
def test_any_of_5000_ways_gives_one_event_log(state: State, world: tuple[list[Row], list[Nights]]) -> None:
    check(state, *world)


CONTENTS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), min_size=1, max_size=8)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(CONTENTS, st.randoms(use_true_random=False))
def test_equal_content_is_one_event_where_the_source_says_so(
    state: State, content: list[tuple[int, int]], chance: Random
) -> None:
    """`dedupe: content`: rows without ids, equal ones among them, in any order and split."""
    rows = [Row(value=float(value), at=TIMES[place]) for place, value in content]
    shuffled = chance.sample(rows, len(rows))
    cut = chance.randint(0, len(rows))
    plain, state.source = state.source, state.source.model_copy(update={"dedupe": "content"})
    load(state, [[[rows]], [[shuffled[:cut]], [shuffled[cut:], shuffled]], [[shuffled, rows]]])
    state.source = plain
    assert len({fingerprint(state, f"way{number}") for number in range(3)}) == 1
    assert len(logged(state, "way0")) == len({(TIMES[place], value) for place, value in content})


NIGHTS = {
    "days in any order": [["3.csv"], ["1.csv", "2.csv"]],
    "split and repeated": [["2.csv", "1a.csv"], ["3.csv", "1b.csv", "1.csv"]],
}


@pytest.mark.parametrize("nights", NIGHTS.values(), ids=NIGHTS)
def test_what_is_published_is_the_same(tmp_path: Path, nights: list[list[str]], whole: str) -> None:
    """Through the command line, to the last published table."""
    shop = fresh(tmp_path / "shop", journey_file(), [])
    for night in nights:
        for name in night:
            shop.put(name, text(lines_of(name)))
        shop.run()
    assert shop.fingerprint == whole


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The fingerprint of all days in one file."""
    lines = [line for name in ("1.csv", "2.csv", "3.csv") for line in lines_of(name)]
    shop = fresh(tmp_path_factory.mktemp("order") / "shop", journey_file(), [("all.csv", text(lines))])
    shop.run()
    return shop.fingerprint


def lines_of(name: str) -> list[str]:
    """A day's rows, shuffled, half of them without an id and many at one instant; `a` and `b` are halves."""
    day, half = int(name[0]), name[1]
    lines = [
        f"{f'e{day}-{i}' if i % 2 else ''},2026-01-0{day} 10:00:0{i % 3},{'buy' if i % 5 else 'look'},u{i}"
        for i in range(12)
    ]
    part = {"a": lines[:7], "b": lines[5:]}.get(half, lines)
    return Random(name).sample(part, len(part))
