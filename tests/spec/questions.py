"""The questions that a worked example may ask, as plain data that any implementation can answer.

Durations are text as in the tables. In questions with stages an event named like a stage is that stage's
only touchpoint; an event with any other name is unmapped. The answer is a table; an example expects those
of its columns that it names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["stage", "touchpoint", "channel", "event"]


@dataclass(frozen=True)
class CustomersQuestion:
    """Whose is each event? Columns event, customer, kind.

    Attributes:
        max_links: as in the journey file.
        max_device_people: as in the journey file.
        crm_rows: rows that link keys, each as `type:value type:value`.
    """

    max_links: int = 10
    max_device_people: int = 5
    crm_rows: tuple[str, ...] = ()


@dataclass(frozen=True)
class SessionsQuestion:
    """Which sessions are there? Columns customer, source, events, event_count, duration_seconds.

    Attributes:
        timeout: the longest gap inside a session.
        sessionized: sources with sessions.
        native: those whose own session id is trusted.
    """

    timeout: str = "30m"
    sessionized: tuple[str, ...] = ("web", "app")
    native: tuple[str, ...] = ()


@dataclass(frozen=True)
class JourneyFile:
    """What questions about journeys need to know.

    Attributes:
        stages: in order, blanks between.
        conversion: which of them are conversions, blanks between.
        split: never, purchase, or an inactivity.
        inactive_after: how long a journey stays open.
        as_of: the as-of time; the last event's where None.
    """

    stages: str
    conversion: str = ""
    split: str = "never"
    inactive_after: str = "30d"
    as_of: str | None = None


@dataclass(frozen=True)
class JourneysQuestion:
    """Which journeys are there? Columns customer, journey, path, step_count, events, outcome."""

    file: JourneyFile


@dataclass(frozen=True)
class StepsQuestion:
    """Which stays are there?

    Columns customer, journey, step, node, entered, left, dwell_seconds, event_count.
    """

    file: JourneyFile
    level: Level = "stage"


@dataclass(frozen=True)
class TransitionsQuestion:
    """Which edges has the graph?

    Columns from, to, transition_count, customer_count, journey_count, transition_rate, median_seconds,
    p90_seconds, direction.
    """

    file: JourneyFile
    level: Level = "stage"
    collapse: bool = True


@dataclass(frozen=True)
class DropoffQuestion:
    """Where do journeys end? Columns node, entered, continued, dropped, open, finished, dropoff_rate."""

    file: JourneyFile
    level: Level = "stage"


@dataclass(frozen=True)
class LeavingsQuestion:
    """How are stages left last? Columns stage, entered, forward, skip, back, dropped, open, finished."""

    file: JourneyFile


@dataclass(frozen=True)
class StepText:
    """A step of a funnel.

    Attributes:
        event: the event's name.
        where: properties it must have, as (name, value).
        within: longest time from the step before.
        optional: whether it may be missed.
    """

    event: str
    where: tuple[tuple[str, str], ...] = ()
    within: str | None = None
    optional: bool = False


@dataclass(frozen=True)
class ExclusionText:
    """An event that must not come after one step and before a later one; steps are numbered from 1."""

    event: str
    after: int
    before: int


@dataclass(frozen=True)
class FunnelQuestion:
    """How far do units get?

    View units, one row for each attempt: unit, depth (`out` where an exclusion took the unit out), at (the
    instants of the steps, `-` for a step missed). View steps: step, count, share_of_first, share_of_previous,
    median_seconds, p90_seconds, reached, and the units that came no further: lost and open (as of the last
    event).
    Without a window there is no limit.
    """

    steps: tuple[StepText, ...]
    window: str | None = None
    order: Literal["ordered", "strict", "any"] = "ordered"
    entry: Literal["any", "first"] = "any"
    hold: tuple[str, ...] = ()
    exclude: tuple[ExclusionText, ...] = ()
    on_exclude: Literal["remove", "drop"] = "remove"
    count: Literal["units", "attempts"] = "units"
    unit: Literal["customer", "session"] = "customer"
    view: Literal["units", "steps"] = "units"


@dataclass(frozen=True)
class CartFile:
    """Cart rules: events add, remove and purchase are what they say; the rest is named here, blanks between.

    Attributes:
        checkout: events that are checkout steps of the same name.
        friction: events that are trouble of the same name.
        abandon_after: how long a silent cart stays open.
        recover_within: how long an abandoned cart can be recovered.
        as_of: the as-of time; the last event's where None.
    """

    checkout: str = "shipping payment"
    friction: str = "payment_error out_of_stock"
    abandon_after: str = "24h"
    recover_within: str = "30d"
    as_of: str | None = None


@dataclass(frozen=True)
class CartsQuestion:
    """What became of the carts?

    Columns customer, outcome, opened, last, closed, recovered, value, last_checkout_step, friction.
    """

    file: CartFile = CartFile()


@dataclass(frozen=True)
class AbandonmentQuestion:
    """How many carts are abandoned, and with what trouble?

    Columns abandonment_rate, friction, with, without, lift, low, high; one row for each kind of trouble.
    """

    file: CartFile = CartFile()


@dataclass(frozen=True)
class MovementQuestion:
    """How does each journey move? Columns customer, journey and those of SEMANTICS 10."""

    file: JourneyFile


@dataclass(frozen=True)
class PairsQuestion:
    """How do journeys move between two nodes? Columns a, b, a_to_b, b_to_a, back_share, ping_pong."""

    file: JourneyFile
    level: Level = "stage"


@dataclass(frozen=True)
class CyclesQuestion:
    """Which loops are there? Columns cycle, journey_count, extra_seconds, conversion_difference."""

    file: JourneyFile
    level: Level = "stage"


@dataclass(frozen=True)
class SpreadQuestion:
    """How different are the paths? Columns variants, entropy_bits, top_ten_share."""

    file: JourneyFile


Question = (
    CustomersQuestion
    | SessionsQuestion
    | JourneysQuestion
    | StepsQuestion
    | TransitionsQuestion
    | DropoffQuestion
    | LeavingsQuestion
    | FunnelQuestion
    | CartsQuestion
    | AbandonmentQuestion
    | MovementQuestion
    | PairsQuestion
    | CyclesQuestion
    | SpreadQuestion
)


@dataclass(frozen=True)
class SpecCase:
    """A worked example.

    Attributes:
        section: section of SEMANTICS.
        title: what it shows, in a few words; no two are equal.
        table: the events (see `tests.spec.table.read_events`).
        question: what is asked.
        expected: the answer, as a table of the columns that matter; the order of its rows does not matter.
    """

    section: int
    title: str
    table: str
    question: Question
    expected: str
