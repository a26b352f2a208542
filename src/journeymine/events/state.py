"""The tables of state.duckdb and of the vault that a load writes: events, links, sets of identifiers, files
and rejects; and the probable links, which `journeymine link-people` writes.

No column of the state holds a direct identifier or free text; those are in the vault, under the same event id
or pseudonym. Ids and pseudonyms, which differ from row to row, are packed with Zstandard: looking in them for
words that come again, as DuckDB would, takes a third of the time in which events are written.
"""

from __future__ import annotations

from journeymine.engine import Engine

STATE_TABLES = (
    """
    create table if not exists event_rows (
        event_id varchar not null using compression zstd,
        event_key ubigint not null,
        file_no integer not null,
        line_number bigint not null,
        occurred_at timestamp with time zone not null,
        sequence bigint not null,
        signature_no integer not null,
        keyset_no integer not null,
        content_key ubigint not null,
        value double,
        quantity double,
        score double,
        sentiment double,
        session_key varchar,
        properties varchar
    )
    """,
    """
    create table if not exists signatures (
        signature_no integer not null,
        source varchar not null,
        event_name varchar,
        channel varchar,
        medium varchar,
        campaign varchar,
        device varchar,
        page varchar,
        currency varchar,
        score_kind varchar,
        touchpoint_hint varchar,
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
        content_key ubigint not null
    )
    """,
    """
    create table if not exists identity_links (
        source varchar not null,
        file_id varchar not null,
        line_number bigint not null,
        occurred_at timestamp with time zone,
        keyset_no integer not null
    )
    """,
    """
    create table if not exists keysets (
        keyset_no integer not null,
        keyset_id varchar not null using compression zstd,
        identifier_type varchar not null,
        identifier_key varchar not null using compression zstd
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
        file_no integer not null,
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

STATE_VIEWS = (
    """
    create view if not exists event_log as
    select
        said.source, events.event_id, files.file_id, events.line_number, events.occurred_at, events.sequence,
        said.event_name, said.channel, said.medium, said.campaign, said.device, said.page, events.value,
        said.currency, events.quantity, events.score, said.score_kind, events.sentiment, events.session_key,
        said.touchpoint_hint, events.properties, sets.keyset_id, events.keyset_no, events.signature_no,
        said.flag
    from event_rows as events
    inner join signatures as said on said.signature_no = events.signature_no
    inner join files on files.file_no = events.file_no
    inner join
        (select distinct keyset_no, keyset_id from keysets) as sets on sets.keyset_no = events.keyset_no
    """,
)
"""The events with their words, for those who look; the package itself works on the numbers."""

VAULT_TABLES = (
    """
    create table if not exists vault.identifiers (
        identifier_type varchar not null,
        identifier_key varchar not null using compression zstd,
        identifier_value varchar not null using compression zstd
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
    for statement in (*STATE_TABLES, *STATE_VIEWS):
        engine.execute(statement)


def create_vault(engine: Engine) -> None:
    """Create the tables of the vault, attached as `vault`, that are not there yet."""
    for statement in VAULT_TABLES:
        engine.execute(statement)


def empty_vault(engine: Engine) -> None:
    """Remove all that the vault holds: what nothing that is loaded tells any more."""
    with engine.transaction():
        for table in ("identifiers", "texts"):
            engine.execute(f"delete from vault.{table}")
