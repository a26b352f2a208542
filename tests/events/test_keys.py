"""Keys in their normal form, what is no key, and pseudonyms: alike in SQL, in Python and by HMAC."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journeymine.engine import DuckEngine
from journeymine.events import Secret, normalise
from journeymine.events.keys import DENIED, KEY_TYPES
from tests.events.staging import SECRET, Row, State, new_state, rules_for

ODD = st.sampled_from(
    [
        " ",
        "\u00a0",
        "\u200b",
        "\ufeff",
        "\0",
        "\u0301",
        "e",
        "\u0130",
        "Σ",
        "ς",
        "ß",
        "Å",
        "+",
        "(",
        "٣",
        "۴",
        "７",
    ]
)
VALUES = st.text(st.one_of(st.characters(exclude_categories=["Cs"]), ODD), max_size=12)


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    with new_state(tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckEngine]:
    opened = DuckEngine.open(None)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("kind", "value", "normal"),
    [
        ("user", " \u00a0U1\u200b\n", "U1"),
        ("user", "e\u0301", "é"),
        ("user", "0012", "0012"),
        ("email", " Ann.O@X.Org\ufeff", "ann.o@x.org"),
        ("email", "ŁUCJA@x.pl", "łucja@x.pl"),
        ("phone", " +48 (22) 555-01-02", "+48225550102"),
        ("phone", "0048 22 555", "004822555"),
        ("phone", "٠١٢٣", "0123"),
        ("phone", "call me", ""),
        ("phone", "+", ""),
        ("anonymous", "GA1.2.Ab", "GA1.2.Ab"),
        ("crm", "salesforce:003A", "salesforce:003A"),
        ("record", "\u2003", ""),
    ],
)
def test_normal_form(kind: str, value: str, normal: str) -> None:
    assert normalise(kind, value) == normal


@given(st.sampled_from(KEY_TYPES), VALUES)
def test_the_normal_form_is_its_own_normal_form(kind: str, value: str) -> None:
    once = normalise(kind, value)
    assert normalise(kind, once) == once
    assert unicodedata.is_normalized("NFC", once)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(st.sampled_from(KEY_TYPES), VALUES), min_size=1, max_size=40))
def test_sql_and_python_agree(tmp_path: Path, keys: list[tuple[str, str]]) -> None:
    """What the vault holds after a load is what Python makes of each key, under Python's own HMAC."""
    with new_state(tmp_path) as state:
        state.load(*[Row(f"e{i}", keys=(key,)) for i, key in enumerate(keys)])
        rows = state.engine.query(
            "select identifier_type, identifier_value, identifier_key from vault.identifiers"
        )
    found = {
        (row["identifier_type"], row["identifier_value"]): row["identifier_key"] for row in rows.to_pylist()
    }
    usable = {(kind, normalise(kind, value)) for kind, value in keys if is_key(kind, normalise(kind, value))}
    assert found == {(kind, value): hmac_of(f"{kind}:{value}") for kind, value in usable}


def is_key(kind: str, normal: str) -> bool:
    bare = normal.rpartition(":")[2] if kind in ("crm", "record") else normal
    return bare != "" and "".join(letter.lower() for letter in bare) not in DENIED


def hmac_of(text: str) -> str:
    return hmac.new(SECRET.value, text.encode(), hashlib.sha256).hexdigest()[:32]


@pytest.mark.parametrize("secret", [bytes(32), bytes(range(32)), b"\xff" * 64])
def test_pseudonyms_are_hmac(secret: bytes) -> None:
    made = Secret(secret).pseudonym("email", "żółw@x.pl")
    assert made == hmac.new(secret, "email:żółw@x.pl".encode(), "sha256").hexdigest()[:32]


def test_a_secret_is_not_shown() -> None:
    assert "255" not in repr(Secret(b"\xff" * 32))
    assert "ff" not in repr(Secret(b"\xff" * 32))


@pytest.mark.parametrize("value", [*DENIED, "NULL", " Guest\u200b", "N/A", "Test@Test.com"])
def test_denied_values_are_no_keys(state: State, value: str) -> None:
    for kind in ("user", "email", "anonymous"):
        assert state.load(Row(keys=((kind, value),))).rejected_count == 1


def test_the_deny_list_looks_at_whole_values(state: State) -> None:
    kept = [("user", "NA1"), ("user", "guest7"), ("anonymous", "00"), ("email", "null@x.org")]
    state.load(*[Row(f"e{i}", keys=(key,)) for i, key in enumerate(kept)])
    assert state.engine.query("select count(*) as n from vault.identifiers")["n"].to_pylist() == [4]


@pytest.mark.parametrize("value", ["salesforce:", "salesforce:null", "salesforce:0", "null", ""])
def test_a_vendors_prefix_hides_no_denied_value(state: State, value: str) -> None:
    assert state.load(Row(keys=(("crm", value),))).rejected_count == 1


def test_the_journey_file_adds_to_the_deny_list(state: State, tmp_path: Path) -> None:
    state.rules = rules_for(tmp_path, denied=("Walk-In", "NIEZNANY ", "+48 000"))
    denied = [("user", "walk-in"), ("user", "nieznany"), ("phone", "+48-000"), ("user", "walk-ins")]
    counts = state.load(*[Row(f"e{i}", keys=(key,)) for i, key in enumerate(denied)])
    assert counts.rejected_count == 3


def test_other_keys_of_a_row_with_a_denied_one_stay(state: State) -> None:
    state.load(
        Row("e1", keys=(("user", "guest"), ("anonymous", "a1"), ("anonymous", "a1 "), ("email", None)))
    )
    assert state.keys_of("e1") == {("anonymous", SECRET.pseudonym("anonymous", "a1"))}


def test_a_set_of_keys_is_known_by_its_members(state: State) -> None:
    """Order, spelling and repeats do not matter."""
    state.load(
        Row("e1", keys=(("user", "u1"), ("email", "A@b.c"))),
        Row("e2", keys=(("email", "a@b.c "), ("user", "u1"), ("user", "u1"))),
        Row("e3", keys=(("user", "u1"),)),
    )
    rows = state.engine.query("select event_id, keyset_id from event_log order by event_id")[
        "keyset_id"
    ].to_pylist()
    assert rows[0] == rows[1] != rows[2]
    assert state.engine.count("keysets") == 3


def test_the_same_value_under_two_types_is_two_keys(state: State) -> None:
    state.load(Row("e1", keys=(("user", "7"), ("anonymous", "7"))))
    assert len({key for _, key in state.keys_of("e1")}) == 2


def test_another_secret_gives_other_pseudonyms(tmp_path: Path) -> None:
    found: list[set[tuple[str, str]]] = []
    for secret in (SECRET, SECRET, Secret(b"another".ljust(32, b"!"))):
        with new_state(tmp_path) as state:
            state.rules = rules_for(tmp_path, secret=secret)
            state.load(Row("e1"))
            found.append(state.keys_of("e1"))
    assert found[0] == found[1] != found[2]
