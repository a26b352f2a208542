"""Loading one staged file into the state: what is refused, what is known, what is new, and the account of
every record.

Reads the staged table that a `stg_` model gave, and event_log; writes event_log, identity_links, keysets,
rejects and the file's ledger row in one transaction, after the vault. Nothing of a file whose account fails
is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa

from journeymine.config import Source
from journeymine.engine import Engine
from journeymine.errors import DataRefused
from journeymine.events import statements
from journeymine.events.keys import ASCII_DIGITS, DIGITS, TRIMMED, Secret, denied_keys
from journeymine.events.quarantine import write_quarantine
from journeymine.sources import EXPECTED, RawFile

REMEDIES: Mapping[str, str] = {
    "no_time": "give the row a time, or leave it out of the export",
    "bad_time": "write the time as the source's format says, or correct the format in the journey file",
    "future": "correct the clock or the time zone of the source, or raise future_tolerance",
    "no_identity": "export at least one identifier with the row that is not on the deny list",
    "no_event_name": "give the row an event name, or map another column to it",
}
"""What to do about a row that a load refuses, by reason."""

_OTHER_REMEDY = "the source leaves such rows out on purpose; nothing to do unless they are customers' acts"
_SHOWN_LINES = 5
_MODELS = (
    "int_load_identifiers",
    "int_load_keysets",
    "int_load_rows",
    "int_load_events",
    "int_load_links",
    "int_load_kept",
    "int_load_records",
    "int_load_rejects",
    "int_load_new_keysets",
)


@dataclass(frozen=True)
class Ticket:
    """A file on its way in.

    Attributes:
        file_id: its id in the ledger.
        source: the source it belongs to.
        entity: which of the source's kinds of file it is.
        path: as the journey file names it.
        sha256: of its bytes.
        precedence: its place in the order in which files correct each other; higher wins.
    """

    file_id: str
    source: Source
    entity: str
    path: str
    sha256: str
    precedence: int


@dataclass(frozen=True)
class LoadRules:
    """What holds for every file of a run.

    Attributes:
        run_id: the run.
        loaded_at: its time.
        future_tolerance: how far past it an event may lie.
        secret: under which pseudonyms are made.
        denied: the journey file's values that are no keys.
        quarantine: folder for the raw text of rejected records.
        remedies: what to do, by reason of a record that could not be read.
    """

    run_id: str
    loaded_at: datetime
    future_tolerance: timedelta
    secret: Secret
    denied: tuple[str, ...]
    quarantine: Path
    remedies: Mapping[str, str]


@dataclass(frozen=True)
class FileCounts:
    """The account of one file.

    Attributes:
        row_count: records read; loaded + rejected + duplicate.
        loaded_count: records that gave an event, a correction or a link.
        rejected_count: records refused.
        duplicate_count: records of which all is known.
        partial_count: loaded records of which some part was refused.
        event_count: events that are new.
        corrected_count: events whose content was replaced.
        link_count: linking rows whose link is new.
        reasons: rejected records by reason, commonest first.
    """

    row_count: int
    loaded_count: int
    rejected_count: int
    duplicate_count: int
    partial_count: int
    event_count: int
    corrected_count: int
    link_count: int
    reasons: tuple[tuple[str, int], ...] = ()


def load_file(engine: Engine, raw: RawFile, *, ticket: Ticket, rules: LoadRules) -> FileCounts:
    """Load a staged file: all of it or nothing.

    Args:
        engine: the state, with the vault attached as `vault`; holds the tables `raw.table` and `raw.model`.
        raw: what was read.
        ticket: which file it is.
        rules: what holds for the run.

    Returns:
        The account: loaded + rejected + duplicates = records read.

    Raises:
        DataRefused: too many records are rejected, or the account does not add up; nothing was loaded.
    """
    try:
        _judge(engine, raw, ticket, rules)
        counts = _count(engine, raw.row_count)
        _check_sum(counts, ticket)
        _check_rate(engine, counts, ticket, rules)
        if counts.rejected_count:
            write_quarantine(engine.fetch("int_load_rejects"), rules.quarantine / f"{ticket.file_id}.parquet")
        _write_vault(engine, counts, ticket)
        _write_state(engine, counts, ticket, rules)
    finally:
        engine.drop(*_MODELS, "load_unread", "load_remedies")
    return counts


def _judge(engine: Engine, raw: RawFile, ticket: Ticket, rules: LoadRules) -> None:
    """Build the models that say what becomes of each row."""
    engine.view("int_staged", raw.model)
    engine.view("int_raw", raw.table)
    engine.register("load_unread", raw.rejects)
    parameters = _parameters(ticket, rules)
    for model in _MODELS:
        engine.model(model, parameters)


def _parameters(ticket: Ticket, rules: LoadRules) -> dict[str, object]:
    return {
        "source": ticket.source.name,
        "latest": rules.loaded_at + rules.future_tolerance,
        "same_content_is_one": ticket.source.dedupe == "content",
        "denied": denied_keys(rules.denied),
        "trimmed": TRIMMED,
        "digits": DIGITS,
        "ascii_digits": ASCII_DIGITS,
        **rules.secret.pads(),
    }


def _count(engine: Engine, row_count: int) -> FileCounts:
    records = engine.query(statements.RECORDS).to_pylist()[0]
    additions = engine.query(statements.ADDITIONS).to_pylist()[0]
    reasons = engine.query(statements.REASONS)
    pairs = tuple(zip(reasons["reason"].to_pylist(), reasons["record_count"].to_pylist(), strict=True))
    rejected_count = sum(count for _, count in pairs)
    return FileCounts(
        row_count=row_count, rejected_count=rejected_count, reasons=pairs, **records, **additions
    )


def _check_sum(counts: FileCounts, ticket: Ticket) -> None:
    total = counts.loaded_count + counts.rejected_count + counts.duplicate_count
    if total != counts.row_count:
        raise DataRefused(
            f"{ticket.path}: {counts.row_count:,} records were read but {total:,} are accounted for "
            f"(loaded {counts.loaded_count:,}, rejected {counts.rejected_count:,}, duplicates "
            f"{counts.duplicate_count:,}). Nothing of the file was loaded. The staging model of source "
            f"'{ticket.source.name}' must give at least one row for each record; please report this."
        )


def _check_rate(engine: Engine, counts: FileCounts, ticket: Ticket, rules: LoadRules) -> None:
    """Refuse a file with too many bad records; what the vendor marks as no customer's act is not bad."""
    allowed = ticket.source.max_reject_rate
    bad = [(reason, count) for reason, count in counts.reasons if reason not in EXPECTED]
    bad_count = sum(count for _, count in bad)
    if bad_count <= allowed * counts.row_count:
        return
    found = "; ".join(_reason_said(engine, reason, count, rules) for reason, count in bad)
    raise DataRefused(
        f"{ticket.path}: {bad_count:,} of {counts.row_count:,} records are refused "
        f"({bad_count / counts.row_count:.1%}, allowed are {allowed:.1%}). Nothing of the file was loaded. "
        f"{found}. Correct the export, or raise sources.{ticket.source.name}.max_reject_rate."
    )


def _reason_said(engine: Engine, reason: str, count: int, rules: LoadRules) -> str:
    lines = engine.query(statements.LINES, {"reason": reason, "shown": _SHOWN_LINES})[
        "line_number"
    ].to_pylist()
    shown = ", ".join(str(line) for line in lines) + (", …" if count > len(lines) else "")
    return f"{reason}: {count:,} (line{'s' if count > 1 else ''} {shown}) - {_remedy(reason, rules)}"


def _remedy(reason: str, rules: LoadRules) -> str:
    return REMEDIES.get(reason) or rules.remedies.get(reason, _OTHER_REMEDY)


def _write_vault(engine: Engine, counts: FileCounts, ticket: Ticket) -> None:
    """What the vault alone may hold. Written first: after a kill before the state's commit it comes again."""
    with engine.transaction():
        if engine.count("int_load_new_keysets"):
            engine.execute(statements.ADD_IDENTIFIERS)
        if counts.corrected_count or engine.query(statements.HAS_TEXTS)["has_texts"][0].as_py():
            engine.execute(statements.DROP_TEXTS, {"source": ticket.source.name})
            engine.execute(statements.ADD_TEXTS, {"source": ticket.source.name})


def _write_state(engine: Engine, counts: FileCounts, ticket: Ticket, rules: LoadRules) -> None:
    where = {"source": ticket.source.name, "file_id": ticket.file_id}
    with engine.transaction():
        if counts.corrected_count:
            engine.execute(statements.DROP_CORRECTED, where)
        if counts.event_count or counts.corrected_count:
            engine.execute(statements.ADD_EVENTS, where)
        if counts.link_count:
            engine.execute(statements.ADD_LINKS, where)
        if counts.rejected_count:
            engine.register("load_remedies", _remedy_table(counts, rules))
            engine.execute(statements.ADD_REJECTS, where)
        engine.execute(statements.ADD_KEYSETS)
        engine.execute(statements.ADD_FILE, _ledger_row(counts, ticket, rules))


def _remedy_table(counts: FileCounts, rules: LoadRules) -> pa.Table:
    schema = pa.schema([("reason", pa.string()), ("remedy", pa.string())])
    reasons = [reason for reason, _ in counts.reasons]
    return pa.table([reasons, [_remedy(reason, rules) for reason in reasons]], schema=schema)


def _ledger_row(counts: FileCounts, ticket: Ticket, rules: LoadRules) -> dict[str, object]:
    return {
        "file_id": ticket.file_id,
        "source": ticket.source.name,
        "entity": ticket.entity,
        "path": ticket.path,
        "sha256": ticket.sha256,
        "precedence": ticket.precedence,
        "row_count": counts.row_count,
        "loaded_count": counts.loaded_count,
        "rejected_count": counts.rejected_count,
        "duplicate_count": counts.duplicate_count,
        "partial_count": counts.partial_count,
        "corrected_count": counts.corrected_count,
        "status": "loaded" if counts.row_count else "empty",
        "loaded_at": rules.loaded_at,
        "run_id": rules.run_id,
    }
