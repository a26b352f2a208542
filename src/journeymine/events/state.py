"""The tables of state.duckdb and of the vault that a load writes: events, links, sets of identifiers, files
and rejects; and the probable links, which `journeymine link-people` writes.

No column of the state holds a direct identifier or free text; those are in the vault, under the same event id
or pseudonym.
"""

from __future__ import annotations

from journeymine.engine import Engine

STATE_TABLES = (
    """
    create table if not exists event_log (
        source varchar not null,
        event_id varchar not null,
        file_id varchar not null,
        line_number bigint not null,
        occurred_at timestamp with time zone not null,
        sequence bigint not null,
        event_name varchar not null,
        channel varchar,
        medium varchar,
        campaign varchar,
        device varchar,
        page varchar,
        value double,
        currency varchar,
        quantity double,
        score double,
        score_kind varchar,
        sentiment double,
        session_key varchar,
        touchpoint_hint varchar,
        properties varchar,
        keyset_id varchar not null,
        content_hash varchar not null,
        flag varchar
    )
    """,
    """
    create table if not exists ad_cost_log (
        source varchar not null,
        event_id varchar not null,
        file_id varchar not null,
        line_number bigint not null,
        day date not null,
        channel varchar not null,
        medium varchar,
        campaign varchar,
        account varchar,
        currency varchar,
        cost double not null,
        impression_count bigint,
        click_count bigint,
        content_hash varchar not null
    )
    """,
    """
    create table if not exists identity_links (
        source varchar not null,
        file_id varchar not null,
        line_number bigint not null,
        occurred_at timestamp with time zone,
        keyset_id varchar not null
    )
    """,
    """
    create table if not exists keysets (
        keyset_id varchar not null,
        identifier_type varchar not null,
        identifier_key varchar not null
    )
    """,
    """
    create table if not exists internal_keys (
        identifier_type varchar not null,
        identifier_key varchar not null
    )
    """,
    """
    create table if not exists files (
        file_id varchar primary key,
        source varchar not null,
        entity varchar not null,
        path varchar not null,
        sha256 varchar not null,
        row_count bigint not null,
        loaded_count bigint not null,
        rejected_count bigint not null,
        duplicate_count bigint not null,
        partial_count bigint not null,
        corrected_count bigint not null,
        status varchar not null,
        loaded_at timestamp with time zone not null,
        run_id varchar not null,
        precedence bigint not null
    )
    """,
    """
    create table if not exists rejects (
        file_id varchar not null,
        source varchar not null,
        line_number bigint not null,
        reason varchar not null,
        remedy varchar not null
    )
    """,
    """
    create table if not exists identity_probable (
        identifier_type varchar not null,
        left_key varchar not null,
        right_key varchar not null,
        match_probability double not null,
        people_sha256 varchar not null
    )
    """,
)

STATE_CHANGES = ("alter table event_log add column if not exists flag varchar",)
"""What brings the state of an older version up to this one."""

VAULT_TABLES = (
    """
    create table if not exists vault.identifiers (
        identifier_type varchar not null,
        identifier_key varchar not null,
        identifier_value varchar not null
    )
    """,
    """
    create table if not exists vault.texts (
        source varchar not null,
        event_id varchar not null,
        body varchar not null
    )
    """,
)


def create_state(engine: Engine) -> None:
    """Create the tables of the state that are not there yet."""
    for statement in (*STATE_TABLES, *STATE_CHANGES):
        engine.execute(statement)


def create_vault(engine: Engine) -> None:
    """Create the tables of the vault, attached as `vault`, that are not there yet."""
    for statement in VAULT_TABLES:
        engine.execute(statement)
