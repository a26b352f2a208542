"""Loading staged files into the state: what is refused, what is known, what is new.

Reads the staged tables that `stg_` models gave, and the state; writes event_rows, signatures, identity_links,
keysets, rejects and the files' ledger rows in one transaction, after the vault. Of a file whose account fails
nothing is written. Several files at once give the same state and the same accounts as one after the other.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from journeymine.engine import Engine
from journeymine.engine.base import dropping
from journeymine.events import judge, statements
from journeymine.events.account import (
    Account,
    FileCounts,
    LoadRules,
    Ticket,
    open_accounts,
    records_of,
    refusal,
    rejects_of,
)
from journeymine.events.flags import register_flagged_values
from journeymine.events.judge import Rows
from journeymine.events.keys import ASCII_DIGITS, DIGITS, TRIMMED, denied_keys
from journeymine.events.quarantine import quarantine_path, write_quarantine

_TABLES = (
    "load_files",
    "load_remedies",
    "load_ledger",
    "load_flagged_values",
    "load_rejects",
    "load_stored",
    "load_used_identities",
    "load_used_signatures",
    "int_load_new_keysets",
)
_TEXTS = pa.schema([("line_number", pa.int64()), ("reason", pa.string()), ("raw_text", pa.string())])


def load_files(engine: Engine, tickets: Sequence[Ticket], rules: LoadRules) -> list[FileCounts]:
    """Load staged files as if one after the other: each whole or not at all, all in one transaction.

    Args:
        engine: the state, with the vault attached as `vault`; holds the tables `raw.table` and `raw.model` of
            each file, under names of their own.
        tickets: the files, in the order of their precedence.
        rules: what holds for the run.

    Returns:
        Their counts: loaded + rejected + duplicates = records read.

    Raises:
        DataRefused: too many records of a file are rejected, or its account does not add up. The files before
            it are loaded; nothing of it and of those after it is.
    """
    with dropping(engine, *judge.MODELS, *judge.TABLES, *_TABLES):
        rows = _judge(engine, tickets, rules)
        rejects = rejects_of(records_of(rows), rows.reasons, _unread_table(tickets))
        accounts = open_accounts(engine, tickets, rules, rows=rows, rejects=rejects)
        refused = ((account, refusal(account, rejects, rules)) for account in accounts)
        first = next(((account.file_no, error) for account, error in refused if error), None)
        if first is None:
            _lay_out(engine, rows, rejects)
            _write(engine, accounts, rules)
            return [account.counts for account in accounts]
    place, error = first
    if place:
        load_files(engine, tickets[:place], rules)
    raise error


def _judge(engine: Engine, tickets: Sequence[Ticket], rules: LoadRules) -> Rows:
    """Say what becomes of each row."""
    engine.view("int_staged", [ticket.raw.model for ticket in tickets])
    engine.register("load_files", _files_table(engine, tickets))
    register_flagged_values(engine, rules.hygiene)
    return judge.judge(
        engine,
        {
            "latest": rules.latest,
            "denied": denied_keys(rules.denied),
            "trimmed": TRIMMED,
            "digits": DIGITS,
            "ascii_digits": ASCII_DIGITS,
            "internal_domains": list(rules.hygiene.internal_domains),
            **rules.secret.pads(),
        },
    )


def _lay_out(engine: Engine, rows: Rows, rejects: pa.Table) -> None:
    """Make tables of what is to be written."""
    stored = np.flatnonzero(rows.is_stored)
    names = ("row_id", "event_key", "signature_no", "keyset_no", "content_key")
    engine.register("load_stored", pa.table({name: getattr(rows, name)[stored] for name in names}))
    engine.register("load_used_identities", pa.table({"identity_no": rows.used_identities()}))
    engine.register("load_used_signatures", pa.table({"signature_no": rows.used_signatures()}))
    engine.register("load_rejects", rejects)
    engine.model("int_load_new_keysets")


def _files_table(engine: Engine, tickets: Sequence[Ticket]) -> pa.Table:
    taken = engine.query("select coalesce(max(file_no) + 1, 0) as n from files")["n"][0].as_py()
    return pa.table(
        {
            "file_no": pa.array(range(len(tickets)), pa.int64()),
            "number": pa.array(range(taken, taken + len(tickets)), pa.int32()),
            "file_id": [ticket.file_id for ticket in tickets],
            "source": [ticket.source.name for ticket in tickets],
            "precedence": pa.array([ticket.precedence for ticket in tickets], pa.int64()),
            "same_content_is_one": [ticket.source.dedupe == "content" for ticket in tickets],
            "is_cost": [_is_cost(ticket) for ticket in tickets],
            "zone": pa.array([ticket.raw.parameters.get("timezone") for ticket in tickets], pa.string()),
            "time_format": pa.array(
                [ticket.raw.parameters.get("time_format") for ticket in tickets], pa.string()
            ),
        }
    )


def _is_cost(ticket: Ticket) -> bool:
    """Whether the rows are paid advertising and not events."""
    return ticket.source.vendor == "ads"


def _unread_table(tickets: Sequence[Ticket]) -> pa.Table:
    """Records that could not be read: file_no, line_number, reason."""
    parts: list[pa.Table] = []
    for file_no, ticket in enumerate(tickets):
        rejects = ticket.raw.rejects.select(["line_number", "reason"])
        parts.append(rejects.append_column("file_no", pa.array([file_no] * len(rejects), pa.int64())))
    return pa.concat_tables(parts)


def _write(engine: Engine, accounts: Sequence[Account], rules: LoadRules) -> None:
    for account in accounts:
        path = quarantine_path(rules.quarantine, account.ticket.file_id)
        if account.counts.rejected_count:
            write_quarantine(_reject_texts(engine, account), path)
        else:
            path.unlink(missing_ok=True)
    _write_vault(engine)
    _write_state(engine, accounts, rules)


def _reject_texts(engine: Engine, account: Account) -> pa.Table:
    """Line, reason and raw text of a file's rejected records."""
    raw = account.ticket.raw
    engine.view("int_raw", [raw.table])
    refused = engine.select_model("int_load_reject_texts", {"file_no": account.file_no})
    return pa.concat_tables([raw.rejects.select(_TEXTS.names).cast(_TEXTS), refused.cast(_TEXTS)])


def _write_vault(engine: Engine) -> None:
    """What the vault alone may hold. Written first: after a kill before the state's commit it comes again."""
    with engine.transaction():
        if engine.count("int_load_new_keysets"):
            engine.execute(statements.ADD_IDENTIFIERS)
        if engine.query(statements.HAS_TEXTS)["has_texts"][0].as_py():
            engine.execute(statements.DROP_TEXTS)
            engine.execute(statements.ADD_TEXTS)


def _write_state(engine: Engine, accounts: Sequence[Account], rules: LoadRules) -> None:
    counts = [account.counts for account in accounts]
    engine.register("load_ledger", _ledger_table(engine, accounts, rules))
    with engine.transaction():
        if any(count.corrected_count for count in counts):
            engine.execute(statements.DROP_CORRECTED)
        if any(count.event_count or count.corrected_count for count in counts):
            engine.execute(statements.ADD_EVENTS)
        if any(count.duplicate_count for count in counts):
            engine.execute(statements.CONFIRM_EVENTS)
        if any(_is_cost(account.ticket) for account in accounts):
            for statement in statements.COSTS:
                engine.execute(statement)
        if any(count.link_count for count in counts):
            engine.execute(statements.ADD_LINKS)
        if any(count.rejected_count for count in counts):
            engine.register("load_remedies", _remedy_table(counts, rules))
            engine.execute(statements.ADD_REJECTS)
        engine.execute(statements.ADD_SIGNATURES)
        engine.execute(statements.ADD_KEYSETS)
        engine.execute(statements.ADD_INTERNAL_KEYS)
        engine.execute(statements.ADD_FILES)


def _remedy_table(counts: Sequence[FileCounts], rules: LoadRules) -> pa.Table:
    reasons = sorted({reason for count in counts for reason, _ in count.reasons})
    return pa.table({"reason": reasons, "remedy": [rules.remedy(reason) for reason in reasons]})


def _ledger_table(engine: Engine, accounts: Sequence[Account], rules: LoadRules) -> pa.Table:
    numbers = engine.fetch("load_files", ("number",), order_by=("file_no",))["number"].to_pylist()
    rows = [_ledger_row(account, rules) for account in accounts]
    return pa.Table.from_pylist(rows).append_column("file_no", pa.array(numbers, pa.int32()))


def _ledger_row(account: Account, rules: LoadRules) -> dict[str, object]:
    ticket, counts = account.ticket, account.counts
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
