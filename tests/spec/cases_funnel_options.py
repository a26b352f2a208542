"""Worked examples: a funnel's further options (SEMANTICS 8)."""

from __future__ import annotations

from dataclasses import replace

from tests.spec.cases_funnel import ask
from tests.spec.questions import ExclusionText, FunnelQuestion, SpecCase, StepText

VOID_AND_BETTER = """
    at | event | user
    0  | a     | clean
    1  | b     | clean
    0  | a     | void
    1  | x     | void
    2  | b     | void
    0  | a     | better
    1  | x     | better
    2  | a     | better
    3  | b     | better
    0  | x     | early
    1  | a     | early
    2  | b     | early
"""
NO_X = (ExclusionText("x", after=1, before=2),)

FUNNEL_OPTIONS: tuple[SpecCase, ...] = (
    SpecCase(
        section=8,
        title="within: exactly that long from the previous step is inside",
        table="""
            at     | event | user
            0      | a     | u1
            50     | b     | u1
            80     | c     | u1
            0      | a     | u2
            50     | b     | u2
            80m1us | c     | u2
        """,
        question=FunnelQuestion((StepText("a"), StepText("b"), StepText("c", within="30m"))),
        expected="""
            unit    | depth | at
            user:u1 | 3     | 0m 50m 1h20m
            user:u2 | 2     | 0m 50m -
        """,
    ),
    SpecCase(
        section=8,
        title="within is measured from the first later match, not from a better one",
        table="""
            at | event
            0  | a
            1  | b
            10 | b
            14 | c
        """,
        question=FunnelQuestion((StepText("a"), StepText("b"), StepText("c", within="5m"))),
        expected="""
            depth | at
            2     | 0m 1m -
        """,
    ),
    SpecCase(
        section=8,
        title="hold: every step with the product of the start",
        table="""
            at | event | product_id | user
            0  | view  | p1         | u1
            1  | view  | p2         | u1
            2  | add   | p2         | u1
            3  | buy   | p1         | u1
            0  | view  | p1         | u2
            1  | add   | p2         | u2
            2  | add   | p1         | u2
            3  | buy   | p1         | u2
        """,
        question=replace(ask("view add buy"), hold=("product_id",)),
        expected="""
            unit    | depth | at
            user:u1 | 2     | 1m 2m -
            user:u2 | 3     | 0m 2m 3m
        """,
    ),
    SpecCase(
        section=8,
        title="hold: an unknown property equals nothing",
        table="""
            at | event | product_id
            0  | view  |
            1  | add   |
            2  | add   | p1
        """,
        question=replace(ask("view add"), hold=("product_id",)),
        expected="""
            depth | at
            1     | 0m -
        """,
    ),
    SpecCase(
        section=8,
        title="hold in any order: the events of a span with the product of its start",
        table="""
            at | event | product_id
            0  | add   | p1
            1  | view  | p2
            2  | add   | p2
        """,
        question=replace(ask("view add"), hold=("product_id",), order="any"),
        expected="""
            depth | at
            2     | 1m 2m
        """,
    ),
    SpecCase(
        section=8,
        title="on_exclude remove: a void attempt takes the unit out, a better start notwithstanding",
        table=VOID_AND_BETTER,
        question=replace(ask("a b"), exclude=NO_X, on_exclude="remove"),
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
        title="on_exclude drop: a void attempt ends there, and a later start may do better",
        table=VOID_AND_BETTER,
        question=replace(ask("a b"), exclude=NO_X, on_exclude="drop"),
        expected="""
            unit        | depth | at
            user:clean  | 2     | 0m 1m
            user:void   | 1     | 0m -
            user:better | 2     | 2m 3m
            user:early  | 2     | 1m 2m
        """,
    ),
    SpecCase(
        section=8,
        title="an excluded event counts between its two steps only",
        table="""
            at | event | user
            0  | a     | before
            1  | x     | before
            2  | b     | before
            3  | c     | before
            0  | a     | between
            1  | b     | between
            2  | x     | between
            3  | c     | between
            0  | a     | after
            1  | b     | after
            2  | c     | after
            3  | x     | after
        """,
        question=replace(ask("a b c"), exclude=(ExclusionText("x", after=2, before=3),), on_exclude="drop"),
        expected="""
            unit         | depth | at
            user:before  | 3     | 0m 2m 3m
            user:between | 2     | 0m 1m -
            user:after   | 3     | 0m 1m 2m
        """,
    ),
    SpecCase(
        section=8,
        title="an excluded event voids inside the window, though the later step never comes",
        table="""
            at | event | user
            0  | a     | inside
            60 | x     | inside
            0  | a     | outside
            61 | x     | outside
        """,
        question=replace(ask("a b", "60m"), exclude=NO_X, on_exclude="remove"),
        expected="""
            unit         | depth | at
            user:inside  | out   |
            user:outside | 1     | 0m -
        """,
    ),
    SpecCase(
        section=8,
        title="once the later step is reached the excluded event may come",
        table="""
            at | event
            0  | a
            1  | b
            2  | x
            3  | c
        """,
        question=replace(ask("a b c"), exclude=NO_X),
        expected="""
            depth | at
            3     | 0m 1m 3m
        """,
    ),
    SpecCase(
        section=8,
        title="the event that reaches the later step is not between",
        table="""
            at | event | plan | user
            0  | a     |      | paid
            1  | b     | paid | paid
            0  | a     |      | free
            1  | b     | free | free
            2  | b     | paid | free
        """,
        question=FunnelQuestion(
            (StepText("a"), StepText("b", where=(("plan", "paid"),))),
            exclude=(ExclusionText("b", after=1, before=2),),
        ),
        expected="""
            unit      | depth | at
            user:paid | 2     | 0m 1m
            user:free | out   |
        """,
    ),
    SpecCase(
        section=8,
        title="an exclusion may span several steps",
        table="""
            at | event
            0  | a
            1  | b
            2  | x
            3  | c
        """,
        question=replace(ask("a b c"), exclude=(ExclusionText("x", after=1, before=3),), on_exclude="drop"),
        expected="""
            depth | at
            2     | 0m 1m -
        """,
    ),
)
