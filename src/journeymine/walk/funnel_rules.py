"""What a funnel is before it is walked: its steps and options, and the part of the paths that it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from journeymine.errors import UsageError
from journeymine.walk.paths import Int64
from journeymine.walk.selection import EventMask, Selection
from journeymine.walk.units import Unit

Order = Literal["ordered", "strict", "any"]
Entry = Literal["any", "first"]
OnExclude = Literal["remove", "drop"]
Count = Literal["units", "attempts"]

NO_SELECTION = Selection()


@dataclass(frozen=True)
class FunnelStep:
    """One step.

    Attributes:
        mask: the events that match it.
        within: longest time from the step reached before, microseconds; None: no limit.
        is_optional: whether it may be missed.
    """

    mask: EventMask
    within: int | None = None
    is_optional: bool = False


@dataclass(frozen=True)
class Exclusion:
    """Events that must not come after one step and before a later one.

    Attributes:
        mask: these events.
        after, before: numbers of the steps, from 1.
    """

    mask: EventMask
    after: int
    before: int


@dataclass(frozen=True)
class FunnelRules:
    """A funnel.

    Attributes:
        steps: one or more; the first is never optional.
        window: longest time from the start, microseconds; None: no limit.
        order: `ordered`; `strict`: no other event between two steps; `any`: the steps in any order.
        entry: whether `any` event that matches the first step may start, or the unit's `first` only.
        hold: fields and properties that must be at every step as they were at the start.
        exclude: events that void an attempt.
        on_exclude: a void attempt takes its unit out (`remove`), or just ends (`drop`).
        count: the best attempt of each unit, or each attempt, one after the other.
    """

    steps: tuple[FunnelStep, ...]
    window: int | None = None
    order: Order = "ordered"
    entry: Entry = "any"
    hold: tuple[str, ...] = ()
    exclude: tuple[Exclusion, ...] = ()
    on_exclude: OnExclude = "remove"
    count: Count = "units"

    def __post_init__(self) -> None:
        """Refuse what has no answer.

        Raises:
            UsageError: the first step is optional, or an exclusion does not lie between two steps, or an
                option has no meaning in any order.
        """
        size = len(self.steps)
        if not size or self.steps[0].is_optional:
            raise UsageError("a funnel needs a first step, and the first step can't be optional")
        for one in self.exclude:
            if not 1 <= one.after < one.before <= size:
                raise UsageError(
                    f"found an exclusion after step {one.after} and before step {one.before}, expected it "
                    f"after one step and before a later one of the {size}"
                )
        if self.order == "any":
            self._check_any_order()

    def _check_any_order(self) -> None:
        asked = {
            "within": any(step.within is not None for step in self.steps),
            "optional": any(step.is_optional for step in self.steps),
            "exclude": bool(self.exclude),
            "count='attempts'": self.count == "attempts",
        }
        found = [name for name, is_asked in asked.items() if is_asked]
        if found:
            raise UsageError(f"in any order there is no {', no '.join(found)}; leave it out, or ask in order")

    @property
    def limited(self) -> tuple[bool, ...]:
        """Of each step whether there is a limit of time to what comes after it; without one nobody is called
        open.
        """
        return tuple(
            self.window is not None or all(self.steps[other].within is not None for other in self.after(step))
            for step in range(len(self.steps))
        )

    def after(self, step: int) -> range:
        """Places of the steps that may come next: each optional one up to the first that is not, and that
        one.
        """
        last = next((place for place in self.needed if place > step), len(self.steps) - 1)
        return range(step + 1, last + 1)

    @property
    def needed(self) -> tuple[int, ...]:
        """Places of the steps that may not be missed, from 0."""
        return tuple(place for place, step in enumerate(self.steps) if not step.is_optional)


@dataclass(frozen=True)
class Part:
    """Which part of the paths a funnel is about.

    Attributes:
        unit: what is counted.
        as_of: the instant at which open and lost are told apart, microseconds.
        selection: what is looked at.
        since, until: events before the one and from the other on are looked past; None: no limit.
        rows: of each unit the first row that is looked at, and the one behind the last; None: all are.
        is_closed: whether nothing that happens later can belong to it; then nobody is open.
    """

    unit: Unit
    as_of: int
    selection: Selection = NO_SELECTION
    since: int | None = None
    until: int | None = None
    rows: tuple[Int64, Int64] | None = None
    is_closed: bool = False

    @property
    def known_until(self) -> int:
        """The instant up to which it is known what happened: as-of, or the end of what is looked at."""
        return self.as_of if self.until is None else min(self.as_of, self.until)
