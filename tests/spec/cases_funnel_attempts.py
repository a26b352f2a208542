"""Worked examples: counting attempts, and optional steps (SEMANTICS 8)."""

from __future__ import annotations

from dataclasses import replace

from tests.spec.cases_funnel import ask, steps
from tests.spec.cases_funnel_options import NO_X, VOID_AND_BETTER
from tests.spec.questions import FunnelQuestion, SpecCase, StepText

MAYBE_B = FunnelQuestion((StepText("a"), StepText("b", optional=True), StepText("c", within="5m")))

FUNNEL_ATTEMPTS: tuple[SpecCase, ...] = (
    SpecCase(
        section=8,
        title="attempts: the next one starts after conversion",
        table="""
            at | event
            0  | a
            1  | b
            2  | a
            3  | a
            4  | b
            5  | b
            6  | a
        """,
        question=replace(ask("a b"), count="attempts"),
        expected="""
            depth | at
            2     | 0m 1m
            2     | 2m 4m
            1     | 6m -
        """,
    ),
    SpecCase(
        section=8,
        title="attempts: a start inside a running attempt does not count, one after its time-out does",
        table="""
            at  | event
            0   | a
            50  | a
            70  | b
            80  | a
            90  | b
        """,
        question=replace(ask("a b", "60m"), count="attempts"),
        expected="""
            depth | at
            1     | 0m -
            2     | 1h20m 1h30m
        """,
    ),
    SpecCase(
        section=8,
        title="attempts: the event that comes too late may itself start the next one",
        table="""
            at | event
            0  | a
            61 | a
            62 | b
        """,
        question=replace(ask("a b", "60m"), count="attempts"),
        expected="""
            depth | at
            1     | 0m -
            2     | 1h1m 1h2m
        """,
    ),
    SpecCase(
        section=8,
        title="attempts: the next one starts after an exclusion",
        table=VOID_AND_BETTER,
        question=replace(ask("a b"), count="attempts", exclude=NO_X, on_exclude="drop"),
        expected="""
            unit        | depth | at
            user:clean  | 2     | 0m 1m
            user:void   | 1     | 0m -
            user:better | 1     | 0m -
            user:better | 2     | 2m 3m
            user:early  | 2     | 1m 2m
        """,
    ),
    SpecCase(
        section=8,
        title="attempts: remove takes out all attempts of the unit",
        table=VOID_AND_BETTER,
        question=replace(ask("a b"), count="attempts", exclude=NO_X, on_exclude="remove"),
        expected="""
            unit        | depth | at
            user:clean  | 2     | 0m 1m
            user:void   | out   |
            user:better | out   |
            user:early  | 2     | 1m 2m
        """,
    ),
    SpecCase(
        section=8,
        title="attempts in strict order: what interrupts may start",
        table="""
            at | event
            0  | a
            1  | a
            2  | b
            3  | a
            4  | x
        """,
        question=replace(ask("a b"), count="attempts", order="strict"),
        expected="""
            depth | at
            1     | 0m -
            2     | 1m 2m
            1     | 3m -
        """,
    ),
    SpecCase(
        section=8,
        title="attempts counted: figures of each step",
        table="""
            at | event | user
            0  | a     | u1
            1  | b     | u1
            2  | a     | u1
            0  | a     | u2
        """,
        question=replace(ask("a b"), count="attempts", view="steps"),
        expected="""
            step | count | share_of_first | median_seconds | reached                 | lost
            a    | 3     | 1              |                | user:u1 user:u1 user:u2 | user:u1 user:u2
            b    | 1     | 0.333333       | 60             | user:u1                 |
        """,
    ),
    SpecCase(
        section=8,
        title="an optional step may be missed; what follows is measured from the last step reached",
        table="""
            at | event | user
            0  | a     | all
            10 | b     | all
            14 | c     | all
            0  | a     | missed
            4  | c     | missed
            0  | a     | late
            14 | c     | late
            0  | a     | after
            2  | c     | after
            3  | b     | after
        """,
        question=MAYBE_B,
        expected="""
            unit        | depth | at
            user:all    | 3     | 0m 10m 14m
            user:missed | 3     | 0m - 4m
            user:late   | 1     | 0m - -
            user:after  | 3     | 0m - 2m
        """,
    ),
    SpecCase(
        section=8,
        title="an optional step in figures: the step after it is compared with the step before it",
        table="""
            at | event | user
            0  | a     | all
            10 | b     | all
            14 | c     | all
            0  | a     | missed
            4  | c     | missed
            0  | a     | none
        """,
        question=replace(MAYBE_B, view="steps"),
        expected="""
            step | count | share_of_first | share_of_previous | median_seconds | lost
            a    | 3     | 1              |                   |                | user:none
            b    | 1     | 0.333333       | 0.333333          | 600            |
            c    | 2     | 0.666667       | 0.666667          | 240            |
        """,
    ),
    SpecCase(
        section=8,
        title="who misses an optional last step is not lost",
        table="""
            at | event | user
            0  | a     | u1
            1  | b     | u1
            0  | a     | u2
        """,
        question=FunnelQuestion((StepText("a"), StepText("b", optional=True)), view="steps"),
        expected="""
            step | count | lost
            a    | 2     |
            b    | 1     |
        """,
    ),
    SpecCase(
        section=8,
        title="optional in strict order: the very next event reaches it or the step after it",
        table="""
            at | event | user
            0  | a     | with
            1  | b     | with
            2  | c     | with
            0  | a     | without
            1  | c     | without
            0  | a     | broken
            1  | x     | broken
            2  | c     | broken
        """,
        question=FunnelQuestion((steps("a")[0], StepText("b", optional=True), steps("c")[0]), order="strict"),
        expected="""
            unit         | depth | at
            user:with    | 3     | 0m 1m 2m
            user:without | 3     | 0m - 1m
            user:broken  | 1     | 0m - -
        """,
    ),
)
