"""Probable links: pairs of persons whom Splink takes for one, kept apart from what rows say.

Reads and writes identity_probable, which only `journeymine link-people` fills; it changes no customer until
the journey file's identity.accept_probable takes the links of some probability in.
"""

from __future__ import annotations

import hashlib

import pyarrow as pa

from journeymine.engine import Engine

_ACCEPTED = """
    select distinct identifier_type, left_key, right_key
    from identity_probable
    where match_probability >= $threshold
    order by identifier_type, left_key, right_key
"""

Named = tuple[str, str]


def write_probable(engine: Engine, identifier_type: str, links: pa.Table) -> None:
    """Keep these links of a type, and none of an earlier list of people.

    Args:
        engine: the state.
        identifier_type: user or crm.
        links: columns identifier_type, left_key, right_key, match_probability, people_sha256.
    """
    with engine.transaction():
        engine.execute(
            "delete from identity_probable where identifier_type = $kind", {"kind": identifier_type}
        )
        engine.append("identity_probable", links)


def accepted_links(engine: Engine, threshold: float | None) -> list[tuple[Named, Named]]:
    """The pairs that count as links.

    Args:
        engine: the state.
        threshold: least probability; None takes none.

    Returns:
        Pairs of (type, pseudonym), in an order that the data decide.
    """
    if threshold is None:
        return []
    rows = engine.query(_ACCEPTED, {"threshold": threshold}).to_pylist()
    return [
        ((row["identifier_type"], row["left_key"]), (row["identifier_type"], row["right_key"]))
        for row in rows
    ]


def probable_fingerprint(engine: Engine, threshold: float | None) -> str:
    """Hash of the links that count; the same where none does."""
    return hashlib.sha256(repr(accepted_links(engine, threshold)).encode()).hexdigest()
