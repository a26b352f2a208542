"""Worked examples: movement (SEMANTICS 10)."""

from __future__ import annotations

from tests.spec.questions import (
    CyclesQuestion,
    JourneyFile,
    MovementQuestion,
    PairsQuestion,
    SpecCase,
    SpreadQuestion,
)

MOVEMENT: tuple[SpecCase, ...] = (
    SpecCase(
        section=10,
        title="A B A B C",
        table="""
            at | event
            0  | A
            1  | B
            2  | A
            3  | B
            4  | C
        """,
        question=MovementQuestion(JourneyFile("A B C", conversion="C")),
        expected="""
            backward | skips | backward_rate | backward_depth | revisits | ping_pong | linearity
            1        | 0     | 0.25          | 1              | 2        | 2         | 0.75
        """,
    ),
    SpecCase(
        section=10,
        title="one event, and A A A: one step, all linear",
        table="""
            at | event | user
            0  | A     | one
            0  | A     | three
            1  | A     | three
            2  | A     | three
        """,
        question=MovementQuestion(JourneyFile("A B")),
        expected="""
            customer   | step_count | backward_rate | backward_depth | revisits | linearity | path_efficiency
            user:one   | 1          |               |                | 0        | 1         |
            user:three | 1          |               |                | 0        | 1         |
        """,
    ),
    SpecCase(
        section=10,
        title="skips, falls of several stages, and the shortest converting path",
        table="""
            at | event | user
            0  | A     | u1
            1  | D     | u1
            2  | A     | u1
            3  | C     | u1
            4  | B     | u1
            0  | C     | u2
            1  | D     | u2
            0  | A     | u3
        """,
        question=MovementQuestion(JourneyFile("A B C D", conversion="D")),
        expected="""
            customer | backward | skips | backward_rate | backward_depth | linearity | path_efficiency
            user:u1  | 2        | 2     | 0.5           | 2              | 0         | 0.4
            user:u2  | 0        | 0     | 0             |                | 1         | 1
            user:u3  | 0        | 0     |               |                | 1         | 2
        """,
    ),
    SpecCase(
        section=10,
        title="channels: switches between events, and how many inside exactly 24 hours",
        table="""
            at     | event | channel | user
            0      | A     | mail    | inside
            12h    | A     | paid    | inside
            24h    | A     | shop    | inside
            25h    | A     | shop    | inside
            0      | A     | mail    | outside
            24h1us | A     | paid    | outside
            50h    | A     | mail    | outside
        """,
        question=MovementQuestion(JourneyFile("A B")),
        expected="""
            customer     | channel_switches | concurrent_channels
            user:inside  | 2                | 3
            user:outside | 2                | 1
        """,
    ),
    SpecCase(
        section=10,
        title="the share that comes back, for each pair of nodes",
        table="""
            at | event | user
            0  | A     | u1
            1  | B     | u1
            2  | A     | u1
            3  | B     | u1
            4  | C     | u1
            0  | A     | u2
            1  | C     | u2
        """,
        question=PairsQuestion(JourneyFile("A B C")),
        expected="""
            a | b | a_to_b | b_to_a | back_share | ping_pong
            A | B | 2      | 1      | 0.5        | 2
            A | C | 1      | 0      | 0          | 0
            B | C | 1      | 0      | 0          | 0
        """,
    ),
    SpecCase(
        section=10,
        title="simple cycles count the journeys that hold them, wherever they begin",
        table="""
            at | event | user
            0  | A     | u1
            1  | B     | u1
            2  | A     | u1
            3  | B     | u1
            0  | B     | u2
            1  | A     | u2
            2  | B     | u2
            0  | B     | u3
            1  | C     | u3
            2  | A     | u3
            3  | B     | u3
        """,
        question=CyclesQuestion(JourneyFile("A B C")),
        expected="""
            cycle | journey_count
            A B   | 2
            A B C | 1
        """,
    ),
    SpecCase(
        section=10,
        title="a loop around another loop is not simple",
        table="""
            at | event
            0  | A
            1  | B
            2  | C
            3  | B
            4  | A
        """,
        question=CyclesQuestion(JourneyFile("A B C")),
        expected="""
            cycle | journey_count
            B C   | 1
        """,
    ),
    SpecCase(
        section=10,
        title="the cost of a loop: median time and conversion, against journeys of the same length",
        table="""
            at  | event | user
            0   | A     | with_1
            1   | B     | with_1
            9   | A     | with_1
            0   | A     | with_2
            1   | B     | with_2
            3   | A     | with_2
            0   | A     | with_3
            1   | B     | with_3
            2   | A     | with_3
            0   | A     | without
            1   | B     | without
            2   | C     | without
            40d | noise | clock
        """,
        question=CyclesQuestion(JourneyFile("A B C", conversion="C")),
        expected="""
            cycle | journey_count | extra_seconds | conversion_difference
            A B   | 3             | 60            | -1
        """,
    ),
    SpecCase(
        section=10,
        title="an open journey has a time, and no say in conversion",
        table="""
            at  | event | user
            0   | A     | settled
            1   | B     | settled
            2   | A     | settled
            39d | A     | open
            39d | B     | open
            40d | A     | open
            0   | A     | without
            1   | B     | without
            2   | C     | without
        """,
        question=CyclesQuestion(JourneyFile("A B C", conversion="C")),
        expected="""
            cycle | journey_count | extra_seconds | conversion_difference
            A B   | 2             | 43140         | -1
        """,
    ),
    SpecCase(
        section=10,
        title="no journey of the same length without the loop: its cost is unknown",
        table="""
            at | event | user
            0  | A     | u1
            1  | B     | u1
            2  | A     | u1
            0  | A     | u2
        """,
        question=CyclesQuestion(JourneyFile("A B")),
        expected="""
            cycle | journey_count | extra_seconds | conversion_difference
            A B   | 1             |               |
        """,
    ),
    SpecCase(
        section=10,
        title="entropy over variants: half, a quarter, a quarter is one and a half bits",
        table="""
            at | event | user
            0  | A     | u1
            1  | B     | u1
            0  | A     | u2
            5  | A     | u2
            9  | B     | u2
            0  | A     | u3
            0  | B     | u4
        """,
        question=SpreadQuestion(JourneyFile("A B")),
        expected="""
            variants | entropy_bits | top_ten_share
            3        | 1.5          | 1
        """,
    ),
)
