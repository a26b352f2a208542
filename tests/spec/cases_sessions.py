"""Worked examples: sessions (SEMANTICS 3)."""

from __future__ import annotations

from tests.spec.questions import SessionsQuestion, SpecCase

SESSIONS: tuple[SpecCase, ...] = (
    SpecCase(
        section=3,
        title="a gap greater than the timeout starts a session",
        table="""
            id | at
            a  | 0
            b  | 10
            c  | 40
            d  | 71
        """,
        question=SessionsQuestion(),
        expected="""
            events | event_count | duration_seconds
            a b c  | 3           | 2400
            d      | 1           | 0
        """,
    ),
    SpecCase(
        section=3,
        title="a gap of exactly the timeout stays inside, a microsecond more does not",
        table="""
            id | at
            a  | 0
            b  | 30m
            c  | 1h1us
        """,
        question=SessionsQuestion(),
        expected="""
            events | duration_seconds
            a b    | 1800
            c      | 0
        """,
    ),
    SpecCase(
        section=3,
        title="other sources neither belong to sessions nor bridge a gap",
        table="""
            id | at | source
            a  | 0  | web
            b  | 20 | support
            c  | 40 | app
            d  | 60 | web
        """,
        question=SessionsQuestion(),
        expected="""
            events | source
            a      | web
            c d    | app
        """,
    ),
    SpecCase(
        section=3,
        title="sessions run across the customer's devices, and not across customers",
        table="""
            id | at | user | anonymous
            a  | 0  | u1   | phone
            b  | 5  | u2   | tablet
            c  | 20 | u1   | laptop
            d  | 40 |      | phone
            e  | 50 |      | tablet
        """,
        question=SessionsQuestion(),
        expected="""
            customer | events
            user:u1  | a c d
            user:u2  | b
            user:u2  | e
        """,
    ),
    SpecCase(
        section=3,
        title="one instant, one session; one event, one session",
        table="""
            id | at | user
            a  | 0  | u1
            b  | 0  | u1
            c  | 0  | u2
        """,
        question=SessionsQuestion(),
        expected="""
            customer | events | event_count | duration_seconds
            user:u1  | a b    | 2           | 0
            user:u2  | c      | 1           | 0
        """,
    ),
    SpecCase(
        section=3,
        title="a trusted session id is used as it is",
        table="""
            id | at | source | session
            a  | 0  | app    | s1
            b  | 5  | app    | s2
            c  | 90 | app    | s1
            d  | 20 | web    |
            e  | 60 | web    |
            f  | 61 | app    |
        """,
        question=SessionsQuestion(native=("app",)),
        expected="""
            events | source
            a c    | app
            b      | app
            d      | web
            e f    | web
        """,
    ),
)
