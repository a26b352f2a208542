"""Worked examples: funnels of one order and entry (SEMANTICS 8)."""

from __future__ import annotations

from dataclasses import replace

from tests.spec.questions import FunnelQuestion, SpecCase, StepText

VIEW_CART_BUY = """
    at  | event
    0   | view
    50  | cart
    55  | view
    58  | cart
    100 | buy
"""

FOUR_USERS = """
    at | event | user
    0  | a     | u1
    10 | b     | u1
    20 | c     | u1
    0  | a     | u2
    30 | b     | u2
    0  | a     | u3
    0  | b     | u4
"""


def steps(names: str) -> tuple[StepText, ...]:
    """Plain steps by the names of their events."""
    return tuple(StepText(name) for name in names.split())


def ask(names: str, window: str | None = None) -> FunnelQuestion:
    """An ordered funnel of plain steps."""
    return FunnelQuestion(steps(names), window)


FUNNEL_ORDER: tuple[SpecCase, ...] = (
    SpecCase(
        section=8,
        title="entry any: the start that leads furthest",
        table=VIEW_CART_BUY,
        question=ask("view cart buy", "60m"),
        expected="""
            unit    | depth | at
            user:c1 | 3     | 55m 58m 1h40m
        """,
    ),
    SpecCase(
        section=8,
        title="entry first: only the first view may start",
        table=VIEW_CART_BUY,
        question=replace(ask("view cart buy", "60m"), entry="first"),
        expected="""
            unit    | depth | at
            user:c1 | 2     | 0m 50m -
        """,
    ),
    SpecCase(
        section=8,
        title="of equally good starts the earliest gives the times",
        table="""
            at | event
            0  | a
            5  | a
            10 | b
            20 | a
            30 | b
        """,
        question=ask("a b"),
        expected="""
            depth | at
            2     | 0m 10m
        """,
    ),
    SpecCase(
        section=8,
        title="exactly the window is inside",
        table="""
            at    | event | user
            0     | a     | u1
            60    | b     | u1
            0     | a     | u2
            1h1us | b     | u2
            0     | b     | u3
        """,
        question=ask("a b", "60m"),
        expected="""
            unit    | depth | at
            user:u1 | 2     | 0m 1h
            user:u2 | 1     | 0m -
            user:u3 | 0     |
        """,
    ),
    SpecCase(
        section=8,
        title="the window runs from the start, not from the step before",
        table="""
            at | event
            0  | a
            40 | b
            80 | c
        """,
        question=ask("a b c", "60m"),
        expected="""
            depth | at
            2     | 0m 40m -
        """,
    ),
    SpecCase(
        section=8,
        title="two steps need two events, which may be of one instant",
        table="""
            at | event | user
            0  | a     | one
            0  | a     | two
            0  | a     | two
        """,
        question=ask("a a", "60m"),
        expected="""
            unit     | depth
            user:one | 1
            user:two | 2
        """,
    ),
    SpecCase(
        section=8,
        title="at one instant the order of events decides",
        table="""
            at | seq | event | user
            0  | 1   | a     | u1
            0  | 2   | b     | u1
            0  | 2   | a     | u2
            0  | 1   | b     | u2
        """,
        question=ask("a b"),
        expected="""
            unit    | depth
            user:u1 | 2
            user:u2 | 1
        """,
    ),
    SpecCase(
        section=8,
        title="a step may ask for properties",
        table="""
            at | event | plan | user
            0  | a     |      | u1
            1  | b     | free | u1
            2  | b     | paid | u1
            0  | a     |      | u2
            1  | b     | free | u2
        """,
        question=FunnelQuestion((StepText("a"), StepText("b", where=(("plan", "paid"),)))),
        expected="""
            unit    | depth | at
            user:u1 | 2     | 0m 2m
            user:u2 | 1     | 0m -
        """,
    ),
    SpecCase(
        section=8,
        title="strict: no other event between two steps",
        table="""
            at | event | user
            0  | a     | plain
            1  | b     | plain
            0  | a     | other
            1  | x     | other
            2  | b     | other
            0  | a     | again
            1  | a     | again
            2  | b     | again
        """,
        question=replace(ask("a b"), order="strict"),
        expected="""
            unit       | depth | at
            user:plain | 2     | 0m 1m
            user:other | 1     | 0m -
            user:again | 2     | 1m 2m
        """,
    ),
    SpecCase(
        section=8,
        title="strict and entry first: a repeated start interrupts itself",
        table="""
            at | event
            0  | a
            1  | a
            2  | b
        """,
        question=replace(ask("a b"), order="strict", entry="first"),
        expected="""
            depth | at
            1     | 0m -
        """,
    ),
    SpecCase(
        section=8,
        title="any order: the most different steps inside one span",
        table="""
            at | event | user
            0  | c     | all
            30 | a     | all
            60 | b     | all
            0  | b     | two
            50 | a     | two
            61 | c     | two
        """,
        question=replace(ask("a b c", "60m"), order="any"),
        expected="""
            unit     | depth | at
            user:all | 3     | 0m 30m 1h
            user:two | 2     | 0m 50m -
        """,
    ),
    SpecCase(
        section=8,
        title="any order: a repeated event is one step, unless two steps ask for it",
        table="""
            at | event | user
            0  | a     | repeats
            1  | a     | repeats
            0  | b     | whole
            1  | a     | whole
            2  | a     | whole
        """,
        question=replace(ask("a b"), order="any"),
        expected="""
            unit         | depth | at
            user:repeats | 1     | 0m -
            user:whole   | 2     | 0m 1m
        """,
    ),
    SpecCase(
        section=8,
        title="any order: two equal steps need two events",
        table="""
            at | event | user
            0  | a     | once
            1  | b     | once
            0  | a     | twice
            1  | b     | twice
            2  | a     | twice
        """,
        question=replace(ask("a a b"), order="any"),
        expected="""
            unit       | depth | at
            user:once  | 2     | 0m 1m -
            user:twice | 3     | 0m 1m 2m
        """,
    ),
    SpecCase(
        section=8,
        title="any order and entry first: only the first event that matches a step may start",
        table="""
            at  | event
            0   | b
            100 | a
            110 | b
        """,
        question=replace(ask("a b", "60m"), order="any", entry="first"),
        expected="""
            depth | at
            1     | 0m -
        """,
    ),
    SpecCase(
        section=8,
        title="each session is a unit",
        table="""
            at | event
            0  | a
            10 | b
            50 | a
            90 | b
        """,
        question=replace(ask("a b"), unit="session"),
        expected="""
            unit      | depth | at
            user:c1/1 | 2     | 0m 10m
            user:c1/2 | 1     | 50m -
            user:c1/3 | 0     |
        """,
    ),
    SpecCase(
        section=8,
        title="figures of each step",
        table=FOUR_USERS,
        question=replace(ask("a b c"), view="steps"),
        expected="""
            step | count | share_of_first | share_of_previous | median_seconds | p90_seconds
            a    | 3     | 1              |                   |                |
            b    | 2     | 0.666667       | 0.666667          | 1200           | 1680
            c    | 1     | 0.333333       | 0.5               | 600            | 600
        """,
    ),
    SpecCase(
        section=8,
        title="who reached each step, and who was lost there",
        table=FOUR_USERS,
        question=replace(ask("a b c"), view="steps"),
        expected="""
            step | reached                 | lost
            a    | user:u1 user:u2 user:u3 | user:u3
            b    | user:u1 user:u2         | user:u2
            c    | user:u1                 |
        """,
    ),
    SpecCase(
        section=8,
        title="whose window is still open at the as-of time is not lost",
        table="""
            at  | event | user
            0   | a     | through
            10  | b     | through
            0   | a     | late
            70  | b     | late
            50  | a     | edge
            0   | a     | again
            90  | a     | again
            110 | x     | other
        """,
        question=replace(ask("a b", "60m"), view="steps"),
        expected="""
            step | count | lost      | open
            a    | 4     | user:late | user:again user:edge
            b    | 1     |           |
        """,
    ),
    SpecCase(
        section=8,
        title="in strict order any later event ends the attempt, be the window open or not",
        table="""
            at | event | user
            0  | a     | open
            0  | a     | over
            1  | x     | over
        """,
        question=replace(ask("a b", "60m"), order="strict", view="steps"),
        expected="""
            step | count | lost      | open
            a    | 2     | user:over | user:open
            b    | 0     |           |
        """,
    ),
)
