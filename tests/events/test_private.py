"""No direct identifier and no free text outside the vault."""

from __future__ import annotations

from pathlib import Path

import pytest

from journeymine.engine import DuckEngine
from journeymine.events import create_state, create_vault
from tests.events.staging import Row, State, rules_for

CANARY = "canary.finch@aviary.example"


def all_text(engine: DuckEngine, database: str) -> str:
    """Every value of every column of every table of a database, as one text."""
    tables = engine.query(
        "select table_name from duckdb_tables() where database_name = $name", {"name": database}
    )
    rows = (engine.query(f"select * from {database}.{name}") for name in tables["table_name"].to_pylist())
    return "\n".join(str(row) for table in rows for row in table.to_pylist())


def test_identifiers_and_texts_are_in_the_vault_alone(tmp_path: Path) -> None:
    engine = DuckEngine.open(tmp_path / "state.duckdb")
    engine.execute("set force_compression = 'uncompressed'")
    engine.attach(tmp_path / "vault.duckdb", "vault")
    create_state(engine)
    create_vault(engine)
    state = State(engine, tmp_path)
    state.rules = rules_for(tmp_path)
    keys = (("email", CANARY.upper()), ("phone", "+48 601 000 111"), ("user", "canary-user"))
    state.load(
        Row(
            "e1",
            keys=keys,
            body="I am canary-text",
            page=f"/unsubscribe/{CANARY}",
            properties=f'{{"to":"{CANARY}"}}',
        ),
        Row(keys=keys, body="canary-text too", page="/m/canary.finch%40aviary.example/x"),
        Row(is_event=False, keys=keys, body="canary-text three"),
    )
    said, kept = all_text(engine, "state"), all_text(engine, "vault")
    engine.checkpoint("state")
    engine.close()
    written = (tmp_path / "state.duckdb").read_bytes()
    for secret in ("canary", "601000111", "601 000", "aviary"):
        assert secret not in said.lower()
        assert secret.encode() not in written.lower()
    assert b"/unsubscribe/e-mail" in written
    for secret in (CANARY, "+48601000111", "canary-user", "I am canary-text", "canary-text too"):
        assert secret in kept


@pytest.mark.parametrize(
    ("page", "kept"),
    [
        ("/a/b", "/a/b"),
        ("/a?mail=jan@x.pl&b=1", "/a?mail=e-mail&b=1"),
        ("/u/żółw%40firma.co.uk/", "/u/e-mail/"),
        ("/@handle/post", "/@handle/post"),
        ("/a@b", "/a@b"),
        ("jan.k+x@sub.x.pl, ola@y.pl", "e-mail, e-mail"),
        (None, None),
    ],
)
def test_addresses_in_pages_are_taken_out(page: str | None, kept: str | None) -> None:
    engine = DuckEngine.open(None)
    found = engine.query("select without_emails($page) as page", {"page": page})["page"].to_pylist()
    engine.close()
    assert found == [kept]


def test_a_made_id_can_not_be_guessed_from_an_address(tmp_path: Path) -> None:
    """It is made of pseudonyms, so two secrets give two hashes of the same row."""
    from journeymine.events import Secret
    from tests.events.staging import new_state

    hashes: set[str] = set()
    for secret in (Secret(b"a" * 32), Secret(b"b" * 32)):
        with new_state(tmp_path) as state:
            state.rules = rules_for(tmp_path, secret=secret)
            state.load(Row(keys=(("user", "u"),), body="yes"), Row(keys=(("email", "a@b.c"),)))
            hashes |= {event["event_id"] for event in state.events()}
    assert len(hashes) == 4
