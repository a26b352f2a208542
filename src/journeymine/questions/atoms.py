"""Which events: the smallest part of the language of questions, read from text.

    view_item                      events of that name
    touchpoint:"item page"         events at a touchpoint; any word of an event may stand before the colon
    view_item[device=mobile, value>50, product_id=7|8, page~/bags/*, at>=2026-02-01]
    [campaign=spring]  any         events of any name
    not view_item                  all other events
    (view_item | view_list)        events of either

docs/questions/events.md is its definition.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from journeymine.questions.reading import Place, Reader

OPERATORS = ("!=", "<=", ">=", "!~", "=", "<", ">", "~")
RESERVED = ("any", "not")
"""Words that are no names unless they stand in double quotes."""


@dataclass(frozen=True)
class Test:
    """One test in brackets.

    Attributes:
        subject: a field, figure, property or `at`.
        operator: one of OPERATORS.
        values: of which one must fit; "" stands for none.
        place: where it stands.
    """

    subject: str
    operator: str
    values: tuple[str, ...]
    place: Place = field(compare=False)


@dataclass(frozen=True)
class Named:
    """Events of a name that pass all tests.

    Attributes:
        level: the field that has the name.
        name: None: any.
        tests: what else each must pass.
        place: where it stands.
    """

    level: str
    name: str | None
    tests: tuple[Test, ...]
    place: Place = field(compare=False)


@dataclass(frozen=True)
class Other:
    """All events but those of a condition."""

    condition: Condition


@dataclass(frozen=True)
class Either:
    """Events of any of the conditions."""

    conditions: tuple[Condition, ...]


Condition = Named | Other | Either


def parse_condition(text: str) -> Condition:
    """The condition that a whole text says.

    Raises:
        UsageError: it says none.
    """
    reader = Reader(text)
    condition = read_condition(reader)
    reader.finish("the end of the condition")
    return condition


def read_condition(reader: Reader) -> Condition:
    """A condition, its alternatives set apart by `|`."""
    parts = [read_single(reader)]
    while reader.takes("|"):
        parts.append(read_single(reader))
    return parts[0] if len(parts) == 1 else Either(tuple(parts))


def read_single(reader: Reader) -> Condition:
    """A condition without alternatives, unless they stand in parentheses."""
    if reader.takes_words("not"):
        return Other(read_single(reader))
    if reader.takes("("):
        condition = read_condition(reader)
        reader.expect(")", "')' or '|'")
        return condition
    return _named(reader)


def _named(reader: Reader) -> Named:
    place = reader.place
    if reader.takes_words("any") or reader.sees("["):
        return Named("event", None, _tests(reader), place)
    level, name = "event", reader.name("an event's name")
    if reader.takes(":"):
        level, name = name, reader.name(f"the name of a {name}")
    return Named(level, name, _tests(reader), place)


def _tests(reader: Reader) -> tuple[Test, ...]:
    if not reader.takes("["):
        return ()
    tests = [_test(reader)]
    while reader.takes(","):
        tests.append(_test(reader))
    reader.expect("]", "',' or ']'")
    return tuple(tests)


def _test(reader: Reader) -> Test:
    place = reader.place
    subject = reader.name("the name of a field or property")
    operator = reader.takes(*OPERATORS)
    if operator is None:
        raise reader.unexpected(f"one of {' '.join(OPERATORS)}")
    values = [reader.value()]
    while reader.takes("|"):
        values.append(reader.value())
    return Test(subject, operator, tuple(values), place)
