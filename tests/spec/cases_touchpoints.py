"""Worked examples: whether journeys go forward after a touchpoint (SEMANTICS 4 and 11)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class TouchpointsQuestion:
    """How effective is each touchpoint?

    Columns are those of the table touchpoints.

    Attributes:
        stages: in order, each with its touchpoints; an event named like a touchpoint is at it. The last
            stage converts.
    """

    stages: str


@dataclass(frozen=True)
class TouchpointCase:
    """A worked example, as in `tests.spec.questions.SpecCase`."""

    section: int
    title: str
    table: str
    question: TouchpointsQuestion
    expected: str


TOUCHPOINTS: tuple[TouchpointCase, ...] = (
    TouchpointCase(
        section=4,
        title="forward rate and effect of the touchpoints of one stage",
        table="""
            at  | event | user
            0   | ad    | u1
            1   | ad    | u1
            2   | blog  | u1
            3   | shop  | u1
            0   | ad    | u2
            1   | shop  | u2
            0   | blog  | u3
            1   | ad    | u3
            41d | ad    | u4
        """,
        question=TouchpointsQuestion("A: ad, blog, fair; B: shop"),
        expected="""
            touchpoint | event_count | customer_count | forward_rate | effect    | dropoff_rate | is_seen
            ad         | 5           | 4              | 0.333333     | -0.166667 | 0.333333     | true
            blog       | 2           | 2              | 0.5          | 0.166667  | 0            | true
            fair       | 0           | 0              |              |           |              | false
            shop       | 2           | 2              | 0            |           | 0            | true
        """,
    ),
)
