"""Worked examples: the transition graph (SEMANTICS 6) and drop-off (SEMANTICS 7)."""

from __future__ import annotations

from tests.spec.questions import (
    DropoffQuestion,
    JourneyFile,
    LeavingsQuestion,
    SpecCase,
    TransitionsQuestion,
)

FOUR_ENDS = """
    at  | event | user
    0   | A     | won
    1   | B     | won
    2   | A     | won
    3   | C     | won
    0   | A     | lost
    1   | B     | lost
    0   | A     | late
    40d | B     | late
    0   | B     | back
    1   | A     | back
    41d | noise | clock
"""

GRAPH: tuple[SpecCase, ...] = (
    SpecCase(
        section=6,
        title="the path A B A C",
        table="""
            at | event
            0  | A
            10 | B
            20 | A
            30 | C
        """,
        question=TransitionsQuestion(JourneyFile("A B C")),
        expected="""
            from  | to  | transition_count | transition_rate | median_seconds | direction
            START | A   | 1                | 1               |                |
            A     | B   | 1                | 0.5             | 600            | forward
            A     | C   | 1                | 0.5             | 600            | skip
            B     | A   | 1                | 1               | 600            | back
            C     | END | 1                | 1               |                |
        """,
    ),
    SpecCase(
        section=6,
        title="passages, journeys and customers are counted apart",
        table="""
            at  | event | user
            0   | A     | u1
            1   | A     | u1
            2   | B     | u1
            3   | A     | u1
            7   | B     | u1
            0   | A     | u2
            10d | A     | u2
            10d | B     | u2
            0   | A     | u3
            60  | B     | u3
        """,
        question=TransitionsQuestion(JourneyFile("A B", split="5d")),
        expected="""
            from  | to  | transition_count | customer_count | journey_count | transition_rate
            START | A   | 4                | 3              | 4             | 1
            A     | B   | 4                | 3              | 3             | 0.8
            A     | END | 1                | 1              | 1             | 0.2
            B     | A   | 1                | 1              | 1             | 0.25
            B     | END | 3                | 3              | 3             | 0.75
        """,
    ),
    SpecCase(
        section=6,
        title="median and p90 seconds, interpolated: 0, 60, 240 and 3600",
        table="""
            at  | event | user
            0   | A     | u1
            1   | A     | u1
            2   | B     | u1
            0   | A     | u2
            4   | B     | u2
            10d | A     | u3
            10d | B     | u3
            0   | A     | u4
            60  | B     | u4
        """,
        question=TransitionsQuestion(JourneyFile("A B")),
        expected="""
            from  | to  | median_seconds | p90_seconds
            START | A   |                |
            A     | B   | 150            | 2592
            B     | END |                |
        """,
    ),
    SpecCase(
        section=6,
        title="the graph of events keeps self-loops; the graph of steps has none",
        table="""
            at | event
            0  | A
            1  | A
            3  | A
            4  | B
        """,
        question=TransitionsQuestion(JourneyFile("A B"), level="event", collapse=False),
        expected="""
            from  | to  | transition_count | transition_rate | median_seconds | direction
            START | A   | 1                | 1               |                |
            A     | A   | 2                | 0.666667        | 90             |
            A     | B   | 1                | 0.333333        | 60             |
            B     | END | 1                | 1               |                |
        """,
    ),
    SpecCase(
        section=6,
        title="A A A is START, A, END",
        table="""
            at | event
            0  | A
            1  | A
            2  | A
        """,
        question=TransitionsQuestion(JourneyFile("A B")),
        expected="""
            from  | to  | transition_count
            START | A   | 1
            A     | END | 1
        """,
    ),
    SpecCase(
        section=6,
        title="channels have no direction",
        table="""
            at | event | channel
            0  | A     | mail
            1  | B     | paid
        """,
        question=TransitionsQuestion(JourneyFile("A B"), level="channel"),
        expected="""
            from  | to   | transition_count | direction
            START | mail | 1                |
            mail  | paid | 1                |
            paid  | END  | 1                |
        """,
    ),
    SpecCase(
        section=7,
        title="drop-off: open journeys are neither lost nor in the base",
        table=FOUR_ENDS,
        question=DropoffQuestion(JourneyFile("A B C", conversion="C")),
        expected="""
            node | entered | continued | dropped | open | finished | dropoff_rate
            A    | 4       | 3         | 1       | 0    | 0        | 0.25
            B    | 4       | 2         | 1       | 1    | 0        | 0.333333
            C    | 1       | 0         | 0       | 0    | 1        | 0
        """,
    ),
    SpecCase(
        section=7,
        title="who comes back to end where they began has gone on after the first stay",
        table="""
            at  | event | user
            0   | A     | back
            1   | B     | back
            2   | A     | back
            0   | A     | stays
            1   | A     | stays
            40d | noise | clock
        """,
        question=DropoffQuestion(JourneyFile("A B C", conversion="C")),
        expected="""
            node | entered | continued | dropped
            A    | 2       | 1         | 2
            B    | 1       | 1         | 0
        """,
    ),
    SpecCase(
        section=7,
        title="entrants add up by how they left last",
        table=FOUR_ENDS,
        question=LeavingsQuestion(JourneyFile("A B C", conversion="C")),
        expected="""
            stage | entered | forward | skip | back | dropped | open | finished
            A     | 4       | 2       | 1    | 0    | 1       | 0    | 0
            B     | 4       | 0       | 0    | 2    | 1       | 1    | 0
            C     | 1       | 0       | 0    | 0    | 0       | 0    | 1
        """,
    ),
    SpecCase(
        section=7,
        title="no rate where all entrants are open",
        table="""
            at | event
            0  | A
            1  | B
        """,
        question=DropoffQuestion(JourneyFile("A B C", conversion="C")),
        expected="""
            node | entered | continued | open | dropoff_rate
            A    | 1       | 1         | 0    | 0
            B    | 1       | 0         | 1    |
        """,
    ),
)
