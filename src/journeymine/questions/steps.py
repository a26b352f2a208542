"""A step of a funnel or path, from text or from Python."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from journeymine.errors import UsageError
from journeymine.questions.atoms import Condition, parse_condition, read_single
from journeymine.questions.ground import Ground
from journeymine.questions.masks import met_by
from journeymine.questions.patterns import read_gap
from journeymine.questions.reading import Reader, microseconds
from journeymine.walk.match import NO_LIMIT

_QUOTED = '"'
_BARE = re.compile(r"[\w./-]+(?: [\w./-]+)*")


@dataclass(frozen=True)
class Step:
    """A step: which events it is, and when it may come.

    Attributes:
        event: the condition that its events meet, for instance `view_item` or `touchpoint:cart[value>50]`.
        where: further tests: values by field or property (several in a list: any of them), or a text as it
            would stand in brackets.
        within: longest time from the step before, `30m`, `7d` and the like.
        optional: whether it may be missed.
        name: what to call it; its text where not given.
    """

    event: str
    where: Mapping[str, object] | str | None = None
    within: str | timedelta | None = None
    optional: bool = False
    name: str | None = None

    @property
    def text(self) -> str:
        """The whole condition in words."""
        return f"{self.event}[{tests}]" if (tests := _tests(self.where)) else self.event

    @property
    def label(self) -> str:
        """What to call it."""
        return self.name or self.text

    @property
    def limit(self) -> int | None:
        """Longest time from the step before, in microseconds; None: no limit.

        Raises:
            UsageError: `within` is no duration.
        """
        return None if self.within is None else microseconds(self.within)

    def condition(self) -> Condition:
        """What its events meet.

        Raises:
            UsageError: the text says no condition.
        """
        return parse_condition(self.text)


def steps_of(ground: Ground, steps: str | Step | Sequence[str | Step]) -> tuple[Step, ...]:
    """Steps in order, their names looked up.

    Args:
        ground: whose names are known.
        steps: `a > b? >[<= 1d] c`: `?` marks a step that may be missed, the bracket after `>` says the
            longest time from the step before; or a list of such texts and Steps.

    Raises:
        UsageError: a text can't be read, or a name is unknown.
    """
    parts = [steps] if isinstance(steps, str | Step) else list(steps)
    found = tuple(step for part in parts for step in _read(part))
    if not found:
        raise UsageError("expected at least one step, for instance 'view_item > add_to_cart > purchase'")
    for step in found:
        met_by(ground.paths, step.condition())
        _ = step.limit
    return found


def _read(part: str | Step) -> list[Step]:
    if isinstance(part, Step):
        return [part]
    reader = Reader(part)
    steps = [_one(reader)]
    while not reader.is_done:
        if reader.sees("|"):
            raise reader.place.error(
                "alternatives stand in parentheses, as in '(view_item | view_list) > buy'"
            )
        reader.expect(">", "'>' or the end of the steps")
        if reader.sees(">"):
            raise reader.place.error(
                "steps are set apart by '>'; '>>' belongs to patterns (order='strict' here)"
            )
        within = _within(reader)
        steps.append(replace(_one(reader), within=within))
    return steps


def _one(reader: Reader) -> Step:
    start = reader.at
    read_single(reader)
    text = reader.since(start)
    return Step(text, optional=reader.takes("?") is not None)


def _within(reader: Reader) -> timedelta | None:
    """The longest time, where a bracket after `>` says one."""
    place = reader.place
    gap = read_gap(reader, is_next=False)
    if gap.barred or gap.least:
        raise place.error(
            "between steps stands the longest time only, as in '>[<= 1d]'; other gaps are patterns"
        )
    return None if gap.most == NO_LIMIT else timedelta(microseconds=gap.most)


def _tests(where: Mapping[str, object] | str | None) -> str:
    if where is None or isinstance(where, str):
        return where or ""
    return ", ".join(f"{_subject(name)}={_values(value)}" for name, value in where.items())


def _subject(name: str) -> str:
    return name if re.fullmatch(r"[\w.-]+", name) else f"{_QUOTED}{name}{_QUOTED}"


def _values(value: object) -> str:
    values = value if isinstance(value, list | tuple | set | frozenset) else [value]
    if not values:
        raise UsageError("expected at least one value in `where` of a step, found an empty list")
    return "|".join(_in_quotes("" if one is None else str(one)) for one in values)


def _in_quotes(text: str) -> str:
    if _BARE.fullmatch(text):
        return text
    return f"{_QUOTED}{text.replace(_QUOTED, _QUOTED * 2)}{_QUOTED}"
