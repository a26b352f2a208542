"""Worked examples: whose is each event (SEMANTICS 2)."""

from __future__ import annotations

from tests.spec.questions import CustomersQuestion, SpecCase

CUSTOMERS: tuple[SpecCase, ...] = (
    SpecCase(
        section=2,
        title="late login, three sources, then another person on the device",
        table="""
            id      | at   | source  | user | email | anonymous
            monday  | 0    | web     |      |       | a1
            tuesday | 1d   | web     | u7   |       | a1
            ticket  | 2d   | support | u7   | x@y.z |
            thu     | 3d   | web     |      |       | a1
            fri_am  | 4d   | web     |      |       | a1
            friday  | 4d1h | web     | u9   |       | a1
            fri_pm  | 4d2h | web     |      |       | a1
        """,
        question=CustomersQuestion(),
        expected="""
            event   | customer
            monday  | user:u7
            tuesday | user:u7
            ticket  | user:u7
            thu     | user:u7
            fri_am  | user:u7
            friday  | user:u9
            fri_pm  | user:u9
        """,
    ),
    SpecCase(
        section=2,
        title="a device seen with no person is an anonymous customer; its keys may be two",
        table="""
            id | at | anonymous
            1  | 0  | cookie
            2  | 5  | cookie client
            3  | 9  | client
            4  | 9  | other
        """,
        question=CustomersQuestion(),
        expected="""
            event | customer         | kind
            1     | anonymous:cookie | device
            2     | anonymous:cookie | device
            3     | anonymous:cookie | device
            4     | anonymous:other  | device
        """,
    ),
    SpecCase(
        section=2,
        title="two persons seen on one device are not merged, and take over in turn",
        table="""
            id | at | user | anonymous
            1  | 0  |      | a1
            2  | 10 | u1   | a1
            3  | 20 |      | a1
            4  | 30 | u2   | a1
            5  | 40 |      | a1
            6  | 50 | u1   | a1
            7  | 60 |      | a1
        """,
        question=CustomersQuestion(),
        expected="""
            event | customer
            1     | user:u1
            2     | user:u1
            3     | user:u1
            4     | user:u2
            5     | user:u2
            6     | user:u1
            7     | user:u1
        """,
    ),
    SpecCase(
        section=2,
        title="at one instant the order of events says who was seen before",
        table="""
            id | at | seq | user | anonymous
            a  | 0  | 1   | u1   | a1
            b  | 10 | 1   |      | a1
            c  | 10 | 2   | u2   | a1
            d  | 10 | 3   |      | a1
        """,
        question=CustomersQuestion(),
        expected="""
            event | customer
            a     | user:u1
            b     | user:u1
            c     | user:u2
            d     | user:u2
        """,
    ),
    SpecCase(
        section=2,
        title="above the limit a device is a kiosk: one anonymous customer for each session",
        table="""
            id | at    | user | anonymous
            1  | 0     |      | kiosk
            2  | 10    | u1   | kiosk
            3  | 20    | u2   | kiosk
            4  | 30    |      | kiosk
            5  | 60    |      | kiosk
            6  | 70    | u3   | kiosk
            7  | 1h30m1us |   | kiosk
        """,
        question=CustomersQuestion(max_device_people=2),
        expected="""
            event | customer             | kind
            1     | anonymous:kiosk@web/1 | kiosk
            2     | user:u1              | person
            3     | user:u2              | person
            4     | anonymous:kiosk@web/1 | kiosk
            5     | anonymous:kiosk@web/1 | kiosk
            6     | user:u3              | person
            7     | anonymous:kiosk@web/7 | kiosk
        """,
    ),
    SpecCase(
        section=2,
        title="at the limit a device is still shared, not a kiosk",
        table="""
            id | at | user | anonymous
            1  | 0  | u1   | a1
            2  | 10 | u2   | a1
            3  | 90 |      | a1
        """,
        question=CustomersQuestion(max_device_people=2),
        expected="""
            event | customer
            1     | user:u1
            2     | user:u2
            3     | user:u2
        """,
    ),
    SpecCase(
        section=2,
        title="strong keys link persons through each other, and CRM rows link too",
        table="""
            id | at | source  | user | crm   | email | phone
            1  | 5  | web     | u1   |       | x@y.z |
            2  | 9  | crm     |      | lead1 |       |
            3  | 7  | support |      |       | x@y.z | +48600
            4  | 1  | web     | u2   |       |       |
            5  | 8  | crm     |      | con1  |       |
        """,
        question=CustomersQuestion(crm_rows=("crm:lead1 phone:+48600", "crm:con1 user:u2")),
        expected="""
            event | customer
            1     | email:x@y.z
            2     | email:x@y.z
            3     | email:x@y.z
            4     | user:u2
            5     | user:u2
        """,
    ),
    SpecCase(
        section=2,
        title="e-mail and phone are compared in their normal form",
        table="""
            id | at | user | email  | phone
            1  | 0  | u1   | Ab@C.d |
            2  | 1  |      | aB@c.D | +48-600-12
            3  | 2  | u3   |        | +4860012
            4  | 3  |      |        | 4860012
            5  | 4  | U1   |        |
        """,
        question=CustomersQuestion(),
        expected="""
            event | customer
            1     | email:ab@c.d
            2     | email:ab@c.d
            3     | email:ab@c.d
            4     | phone:4860012
            5     | user:U1
        """,
    ),
    SpecCase(
        section=2,
        title="a key on the deny list is no key, however it is written",
        table="""
            id | at | user  | email     | anonymous
            1  | 0  | guest |           | a1
            2  | 1  | GUEST |           | a2
            3  | 2  | u1    | test@Test | a1
            4  | 3  | u2    | test@test | a2
            5  | 4  | null  | x@y.z     |
            6  | 5  | 0     | q@y.z     |
        """,
        question=CustomersQuestion(),
        expected="""
            event | customer
            1     | user:u1
            2     | user:u2
            3     | user:u1
            4     | user:u2
            5     | email:x@y.z
            6     | email:q@y.z
        """,
    ),
    SpecCase(
        section=2,
        title="an e-mail linked to too many users is shared and links nothing",
        table="""
            id | at | user | email  | anonymous
            1  | 0  | u1   | info@b |
            2  | 1  | u2   | info@b |
            3  | 2  | u3   | info@b |
            4  | 3  |      | info@b |
            5  | 4  | u1   | one@b  |
            6  | 5  |      | one@b  |
            7  | 6  |      | info@b | desk
            8  | 7  |      |        | desk
        """,
        question=CustomersQuestion(max_links=2),
        expected="""
            event | customer
            1     | user:u1
            2     | user:u2
            3     | user:u3
            4     | email:info@b
            5     | user:u1
            6     | user:u1
            7     | email:info@b
            8     | email:info@b
        """,
    ),
    SpecCase(
        section=2,
        title="exactly as many links as allowed still link",
        table="""
            id | at | user | email
            1  | 0  | u1   | home@b
            2  | 1  | u2   | home@b
            3  | 2  |      | home@b
        """,
        question=CustomersQuestion(max_links=2),
        expected="""
            event | customer
            1     | email:home@b
            2     | email:home@b
            3     | email:home@b
        """,
    ),
    SpecCase(
        section=2,
        title="the earliest key names the customer whatever the order of the rows",
        table="""
            id | at | user | email | anonymous
            3  | 9  | u1   | b@b   |
            2  | 5  | u1   |       | a1
            1  | 2  |      |       | a1
        """,
        question=CustomersQuestion(),
        expected="""
            event | customer
            1     | user:u1
            2     | user:u1
            3     | user:u1
        """,
    ),
)
