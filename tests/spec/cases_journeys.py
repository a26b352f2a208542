"""Worked examples: journeys, steps and outcomes (SEMANTICS 5)."""

from __future__ import annotations

from tests.spec.questions import JourneyFile, JourneysQuestion, SpecCase, StepsQuestion

JOURNEYS: tuple[SpecCase, ...] = (
    SpecCase(
        section=5,
        title="a step is a maximal run; unmapped events do not break it",
        table="""
            id | at | event
            1  | 0  | A
            2  | 5  | A
            3  | 6  | noise
            4  | 9  | A
            5  | 10 | B
            6  | 20 | A
        """,
        question=StepsQuestion(JourneyFile("A B")),
        expected="""
            step | node | entered | left | dwell_seconds | event_count
            1    | A    | 0m      | 9m   | 540           | 3
            2    | B    | 10m     | 10m  | 0             | 1
            3    | A    | 20m     | 20m  | 0             | 1
        """,
    ),
    SpecCase(
        section=5,
        title="A A A is one step, one event is one step, no mapped event is no journey",
        table="""
            id | at | event | user
            1  | 0  | A     | u1
            2  | 1  | A     | u1
            3  | 2  | A     | u1
            4  | 3  | B     | u2
            5  | 4  | noise | u3
        """,
        question=JourneysQuestion(JourneyFile("A B")),
        expected="""
            customer | path | step_count | events
            user:u1  | A    | 1          | 1 2 3
            user:u2  | B    | 1          | 4
        """,
    ),
    SpecCase(
        section=5,
        title="at one instant the order of events makes the path",
        table="""
            id | at | seq | event
            x  | 0  | 2   | A
            y  | 0  | 1   | B
            z  | 0  | 1   | C
        """,
        question=JourneysQuestion(JourneyFile("A B C")),
        expected="""
            path  | events
            B C A | y z x
        """,
    ),
    SpecCase(
        section=5,
        title="steps at the level of channels",
        table="""
            id | at | event | channel
            1  | 0  | A     | mail
            2  | 1  | B     | mail
            3  | 2  | B     | paid
            4  | 3  | A     | mail
        """,
        question=StepsQuestion(JourneyFile("A B"), level="channel"),
        expected="""
            step | node | event_count
            1    | mail | 2
            2    | paid | 1
            3    | mail | 1
        """,
    ),
    SpecCase(
        section=5,
        title="outcome: converted, open while not silent too long, else dropped",
        table="""
            id | at     | event | user
            1  | 0      | A     | bought
            2  | 1      | B     | bought
            3  | 2      | A     | bought
            4  | 1d     | A     | just_open
            5  | 0      | A     | just_dropped
            6  | 31d    | noise | clock
        """,
        question=JourneysQuestion(JourneyFile("A B", conversion="B")),
        expected="""
            customer          | path  | outcome
            user:bought       | A B A | converted
            user:just_open    | A     | open
            user:just_dropped | A     | dropped
        """,
    ),
    SpecCase(
        section=5,
        title="the as-of time may be set",
        table="""
            id | at | event | user
            1  | 0  | A     | u1
            2  | 5d | A     | u2
        """,
        question=JourneysQuestion(JourneyFile("A B", conversion="B", inactive_after="7d", as_of="8d")),
        expected="""
            customer | outcome
            user:u1  | dropped
            user:u2  | open
        """,
    ),
    SpecCase(
        section=5,
        title="cut at purchase: a run of conversion events ends a journey together",
        table="""
            id | at | event
            1  | 0  | A
            2  | 1  | B
            3  | 2  | B
            4  | 3  | A
            5  | 4  | B
        """,
        question=JourneysQuestion(JourneyFile("A B", conversion="B", split="purchase")),
        expected="""
            journey | path | events | outcome
            1       | A B  | 1 2 3  | converted
            2       | A B  | 4 5    | converted
        """,
    ),
    SpecCase(
        section=5,
        title="cut at inactivity: a gap of exactly the limit stays inside",
        table="""
            id | at       | event
            1  | 0        | A
            2  | 90d      | A
            3  | 180d1us  | B
            4  | 180d2us  | noise
        """,
        question=JourneysQuestion(JourneyFile("A B", conversion="B", split="90d")),
        expected="""
            journey | path | events | outcome
            1       | A    | 1 2    | dropped
            2       | B    | 3      | converted
        """,
    ),
    SpecCase(
        section=5,
        title="an unmapped event does not bridge an inactivity",
        table="""
            id | at | event
            1  | 0  | A
            2  | 2d | noise
            3  | 4d | A
        """,
        question=JourneysQuestion(JourneyFile("A B", split="3d")),
        expected="""
            journey | events
            1       | 1
            2       | 3
        """,
    ),
)
