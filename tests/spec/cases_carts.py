"""Worked examples: carts (SEMANTICS 9)."""

from __future__ import annotations

from tests.spec.questions import AbandonmentQuestion, CartFile, CartsQuestion, SpecCase

CARTS: tuple[SpecCase, ...] = (
    SpecCase(
        section=9,
        title="converted: value, last checkout step, trouble on the way",
        table="""
            at | event         | quantity | price
            0  | add           | 2        | 10
            1  | add           | 1        | 5
            2  | remove        | 1        | 10
            3  | shipping      |          |
            4  | payment       |          |
            5  | payment_error |          |
            6  | shipping      |          |
            7  | purchase      |          |
            8  | out_of_stock  |          |
        """,
        question=CartsQuestion(),
        expected="""
            outcome   | opened | last | closed | value | last_checkout_step | friction
            converted | 0m     | 6m   | 7m     | 15    | shipping           | payment_error
        """,
    ),
    SpecCase(
        section=9,
        title="exactly 24 hours after its last event a cart is still open",
        table="""
            at | event | user
            0  | add   | u1
            1m | add   | u2
        """,
        question=CartsQuestion(CartFile(as_of="1d30s")),
        expected="""
            customer | outcome   | closed
            user:u1  | abandoned | 0m
            user:u2  | open      |
        """,
    ),
    SpecCase(
        section=9,
        title="open at exactly the limit, abandoned a microsecond later",
        table="""
            at  | event | user
            0   | add   | u1
            1us | add   | u2
        """,
        question=CartsQuestion(CartFile(as_of="1d1us")),
        expected="""
            customer | outcome   | last
            user:u1  | abandoned | 0m
            user:u2  | open      | 1us
        """,
    ),
    SpecCase(
        section=9,
        title="a purchase exactly 24 hours later converts, one after that recovers",
        table="""
            at    | event    | user
            0     | add      | u1
            1d    | purchase | u1
            0     | add      | u2
            1d1us | purchase | u2
        """,
        question=CartsQuestion(),
        expected="""
            customer | outcome   | closed | recovered
            user:u1  | converted | 1d     |
            user:u2  | recovered | 0m     | 1d1us
        """,
    ),
    SpecCase(
        section=9,
        title="recovered within exactly 30 days of the abandonment",
        table="""
            at      | event    | user
            0       | add      | in_time
            5       | shipping | in_time
            30d5m   | purchase | in_time
            0       | add      | late
            30d1us  | purchase | late
        """,
        question=CartsQuestion(),
        expected="""
            customer     | outcome   | last | closed | recovered
            user:in_time | recovered | 5m   | 5m     | 30d5m
            user:late    | abandoned | 0m   | 0m     |
        """,
    ),
    SpecCase(
        section=9,
        title="a cart recovers once, and not after the next cart opens",
        table="""
            at    | event    | user
            0     | add      | next
            2d    | add      | next
            2d5m  | purchase | next
            2d6m  | purchase | next
            0     | add      | twice
            2d    | purchase | twice
            3d    | purchase | twice
            0     | add      | emptied
            2d    | add      | emptied
            2d1m  | remove   | emptied
            2d2m  | purchase | emptied
        """,
        question=CartsQuestion(),
        expected="""
            customer     | outcome   | opened | closed | recovered
            user:next    | abandoned | 0m     | 0m     |
            user:next    | converted | 2d     | 2d5m   |
            user:twice   | recovered | 0m     | 0m     | 2d
            user:emptied | abandoned | 0m     | 0m     |
            user:emptied | converted | 2d     | 2d2m   |
        """,
    ),
    SpecCase(
        section=9,
        title="each cart event keeps the cart alive; other events do not",
        table="""
            at  | event    | user
            0   | add      | alive
            20h | shipping | alive
            40h | remove   | alive
            60h | purchase | alive
            0   | add      | silent
            20h | visit    | silent
            40h | purchase | silent
        """,
        question=CartsQuestion(),
        expected="""
            customer    | outcome   | last  | closed
            user:alive  | converted | 1d16h | 2d12h
            user:silent | recovered | 0m    | 0m
        """,
    ),
    SpecCase(
        section=9,
        title="a remove that leaves nothing empties the cart, where quantities are known",
        table="""
            at | event  | quantity | user
            0  | add    | 2        | known
            1  | remove | 1        | known
            2  | remove | 1        | known
            3  | add    | 1        | known
            0  | add    |          | unknown
            1  | remove | 1        | unknown
        """,
        question=CartsQuestion(),
        expected="""
            customer     | outcome | opened | closed
            user:known   | emptied | 0m     | 2m
            user:known   | open    | 3m     |
            user:unknown | open    | 0m     |
        """,
    ),
    SpecCase(
        section=9,
        title="without an open cart a remove, a checkout step and a purchase make none",
        table="""
            at | event    | user
            0  | remove   | u1
            1  | shipping | u1
            2  | purchase | u1
            3  | add      | u2
        """,
        question=CartsQuestion(),
        expected="""
            customer | outcome
            user:u2  | open
        """,
    ),
    SpecCase(
        section=9,
        title="the value is unknown where a price is",
        table="""
            at | event | quantity | price | user
            0  | add   | 1        | 5     | u1
            1  | add   | 1        |       | u1
            0  | add   | 3        | 1.5   | u2
        """,
        question=CartsQuestion(),
        expected="""
            customer | value
            user:u1  |
            user:u2  | 4.5
        """,
    ),
    SpecCase(
        section=9,
        title="trouble counts from the opening until the cart is no longer open",
        table="""
            at    | event         | user
            0     | out_of_stock  | u1
            1     | add           | u1
            1d1m  | payment_error | u1
            1     | add           | u2
            1d2m  | payment_error | u2
        """,
        question=CartsQuestion(CartFile(as_of="3d")),
        expected="""
            customer | outcome   | closed | friction
            user:u1  | abandoned | 1m     | payment_error
            user:u2  | abandoned | 1m     |
        """,
    ),
    SpecCase(
        section=9,
        title="abandonment rate, and the lift of trouble with its interval",
        table="""
            at   | event         | user
            0    | add           | with_left
            1    | payment_error | with_left
            0    | add           | with_back
            1    | payment_error | with_back
            3d   | purchase      | with_back
            0    | add           | with_bought
            1    | payment_error | with_bought
            2    | purchase      | with_bought
            0    | add           | left
            0    | add           | bought
            1    | purchase      | bought
            0    | add           | bought_too
            1    | purchase      | bought_too
            9d   | add           | open
        """,
        question=AbandonmentQuestion(),
        expected="""
            abandonment_rate | friction      | with | without | lift | low      | high
            0.5              | payment_error | 3    | 3       | 2    | 0.475332 | 11.0413
        """,
    ),
)
