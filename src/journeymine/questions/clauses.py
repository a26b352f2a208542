"""The language of cohorts: who did what, how often, before or after what, and who is what.

    did add_to_cart[device=mobile] at least 2 times and never did purchase within 7d after add_to_cart
    did stage:support before first purchase
    did view_item at least 3 times in the same session since 2026-03-01
    sessions that did view_item and never did purchase
    path search > view_item >[no purchase] $
    persona is regulars and (customer: session_count > 3)
    in "left at payment" and not did purchase in the last 30d

docs/questions/cohorts.md is its definition. Here text becomes a tree; members.py finds the units.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from journeymine.questions.atoms import Condition, read_condition
from journeymine.questions.masks import instant
from journeymine.questions.patterns import Pattern, read_pattern
from journeymine.questions.reading import Place, Reader
from journeymine.walk.did import NO_LIMIT, Direction, Other
from journeymine.walk.units import UNITS, Unit

_UNIT: dict[str, Unit] = {unit: unit for unit in UNITS}
_PARTS = "did, never did, path, in, 'COLUMN is VALUE' or '(customer: SQL CONDITION)'"


@dataclass(frozen=True)
class Relation:
    """Before or after another event.

    Attributes:
        direction: before or after.
        other: any event of the condition, or the unit's first or last.
        condition: the other event.
        longest: longest time between, microseconds.
    """

    direction: Direction
    other: Other
    condition: Condition
    longest: int = NO_LIMIT


@dataclass(frozen=True)
class Did:
    """Did an event, so and so often.

    Attributes:
        condition: the event.
        least, most: how often; most None: without limit.
        relations: what it lies before and after.
        scope: all of it inside one session, or one journey; None: anywhere.
        since, until: from then on, before then; microseconds.
        lately: not longer before the as-of time, microseconds.
        place: where it stands.
    """

    condition: Condition
    least: int = 1
    most: int | None = None
    relations: tuple[Relation, ...] = ()
    scope: Unit | None = None
    since: int | None = None
    until: int | None = None
    lately: int | None = None
    place: Place = field(default=Place("", 0), compare=False)


@dataclass(frozen=True)
class Follows:
    """Its path matches a pattern."""

    pattern: Pattern


@dataclass(frozen=True)
class Is:
    """A column of its table has one of the values; "" in them is NULL."""

    column: str
    values: tuple[str | None, ...]
    place: Place = field(compare=False)


@dataclass(frozen=True)
class Where:
    """A SQL condition on the table of a kind of unit."""

    unit: Unit
    sql: str
    place: Place = field(compare=False)


@dataclass(frozen=True)
class Known:
    """Belongs to a cohort that has a name."""

    name: str
    place: Place = field(compare=False)


@dataclass(frozen=True)
class Not:
    """Everyone else."""

    clause: Clause


@dataclass(frozen=True)
class All:
    """Who meets all clauses."""

    clauses: tuple[Clause, ...]


@dataclass(frozen=True)
class Some:
    """Who meets any of the clauses."""

    clauses: tuple[Clause, ...]


Clause = Did | Follows | Is | Where | Known | Not | All | Some


@dataclass(frozen=True)
class Read:
    """A whole text.

    Attributes:
        clause: who is in.
        unit: the kind of unit that it names; None: none.
        when: the text without that.
    """

    clause: Clause
    unit: Unit | None
    when: str


def parse_cohort(text: str) -> Read:
    """What a whole text says, with or without `customers that`, `sessions that` or `journeys that` before it.

    Raises:
        UsageError: it can't be read.
    """
    reader = Reader(text)
    named: list[Unit] = [each for each in UNITS if reader.takes_words(f"{each}s", "that")]
    unit = named[0] if named else None
    start = reader.at
    clause = _some(reader)
    reader.finish("'and', 'or' or the end")
    return Read(clause, unit, reader.since(start))


def _some(reader: Reader) -> Clause:
    clauses = [_all(reader)]
    while reader.takes_words("or"):
        clauses.append(_all(reader))
    return clauses[0] if len(clauses) == 1 else Some(tuple(clauses))


def _all(reader: Reader) -> Clause:
    clauses = [_one(reader)]
    while reader.takes_words("and"):
        clauses.append(_one(reader))
    return clauses[0] if len(clauses) == 1 else All(tuple(clauses))


def _one(reader: Reader) -> Clause:
    place = reader.place
    if reader.takes_words("not"):
        return Not(_one(reader))
    if reader.takes("("):
        clause = _some(reader)
        reader.expect(")", "'and', 'or' or ')'")
        return clause
    if reader.takes_words("path"):
        return Follows(read_pattern(reader))
    if reader.takes_words("in"):
        return Known(reader.name("the name of a cohort"), place)
    is_never = reader.takes_words("never", "did")
    if is_never or reader.takes_words("did"):
        did = _did(reader, place)
        return Not(did) if is_never else did
    return _of_table(reader, place)


def _of_table(reader: Reader, place: Place) -> Clause:
    """A condition on a table: `COLUMN is VALUE`, or `customer: SQL`."""
    name = reader.word()
    if name is not None and reader.takes(":"):
        if name not in _UNIT:
            raise place.error(f"a SQL condition is on one of {', '.join(UNITS)}, found {name!r}")
        return Where(_UNIT[name], reader.up_to_closing(), place)
    if name is None or not reader.takes_words("is"):
        raise place.error(f"expected {_PARTS}")
    is_not = reader.takes_words("not")
    values = [_value(reader)]
    while reader.takes("|"):
        values.append(_value(reader))
    clause = Is(name, tuple(values), place)
    return Not(clause) if is_not else clause


def _value(reader: Reader) -> str | None:
    return None if reader.takes_words("none") else reader.name("a value; none where there is none")


def _did(reader: Reader, place: Place) -> Did:
    did = Did(read_condition(reader), place=place)
    has_count = False
    while True:
        here = reader.place
        counted = _counted(reader, did)
        if counted is not None:
            if has_count:
                raise here.error("how often is said twice")
            did, has_count = counted, True
            continue
        further = _related(reader, did) or _timed(reader, did)
        if further is None:
            return did
        did = further


def _counted(reader: Reader, did: Did) -> Did | None:
    """How often, where that comes next."""
    if reader.takes_words("at", "least"):
        return replace(did, least=_times(reader), most=None)
    if reader.takes_words("at", "most"):
        return replace(did, least=0, most=_times(reader))
    is_exact = reader.takes_words("exactly")
    word = reader.peek() or ""
    if is_exact or word in ("once", "twice") or word.isdecimal():
        times = _times(reader)
        return replace(did, least=times, most=times)
    return None


def _times(reader: Reader) -> int:
    for word, times in (("once", 1), ("twice", 2)):
        if reader.takes_words(word):
            return times
    number = reader.number()
    if number is None or not (reader.takes_words("times") or reader.takes_words("time")):
        raise reader.unexpected("how often, for instance '2 times' or 'once'")
    return number


def _related(reader: Reader, did: Did) -> Did | None:
    """Before or after what, where that comes next."""
    longest = reader.duration() if reader.takes_words("within") else None
    if reader.takes_words("before"):
        direction: Direction = "before"
    elif reader.takes_words("after"):
        direction = "after"
    elif longest is not None:
        raise reader.unexpected("'before' or 'after'")
    else:
        return None
    other: Other = "first" if reader.takes_words("first") else "last" if reader.takes_words("last") else "any"
    found = Relation(direction, other, read_condition(reader), NO_LIMIT if longest is None else longest)
    return replace(did, relations=(*did.relations, found))


def _timed(reader: Reader, did: Did) -> Did | None:
    """When and where, where that comes next."""
    if reader.takes_words("since"):
        return replace(did, since=_moment(reader))
    if reader.takes_words("until"):
        return replace(did, until=_moment(reader))
    if reader.takes_words("in", "the", "last"):
        return replace(did, lately=reader.duration())
    for unit in UNITS[1:]:
        if reader.takes_words("in", "the", "same", unit):
            return replace(did, scope=unit)
    if reader.sees_word("in", "the", "same"):
        raise reader.place.error("expected 'in the same session' or 'in the same journey'")
    return None


def _moment(reader: Reader) -> int:
    place = reader.place
    return instant(reader.moment(), place)
