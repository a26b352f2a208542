"""The account of each file of a load: how many records were loaded, rejected and duplicates, and whether the
file can be taken.

Reads the models int_load_records, int_load_kept and int_load_rejects.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from journeymine.config import Hygiene, Source
from journeymine.engine import Engine
from journeymine.errors import DataRefused
from journeymine.events.judge import CORRECTED, LINK, NEW, NOTHING, Rows
from journeymine.events.keys import Secret
from journeymine.events.numbers import Bool, Int32, Int64
from journeymine.sources import EXPECTED, RawFile
from journeymine.walk.paths import changes

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
_NO_REASON = 2**30


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
        raw: what was read from it; its model is built.
    """

    file_id: str
    source: Source
    entity: str
    path: str
    sha256: str
    precedence: int
    raw: RawFile


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
        hygiene: which events are robots' or the company's own.
    """

    run_id: str
    loaded_at: datetime
    future_tolerance: timedelta
    secret: Secret
    denied: tuple[str, ...]
    quarantine: Path
    remedies: Mapping[str, str]
    hygiene: Hygiene = Hygiene()

    @property
    def latest(self) -> datetime:
        """The last instant at which an event may lie."""
        return self.loaded_at + self.future_tolerance

    def remedy(self, reason: str) -> str:
        """What to do about a rejected record."""
        return REMEDIES.get(reason) or self.remedies.get(reason, _OTHER_REMEDY)


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
        zone: in which its local times are read, where it has any.
        repeated_count: events whose local time the zone's clocks show twice; the first is meant.
        skipped_count: events whose local time they never show; it is moved forward.
    """

    row_count: int
    loaded_count: int = 0
    rejected_count: int = 0
    duplicate_count: int = 0
    partial_count: int = 0
    event_count: int = 0
    corrected_count: int = 0
    link_count: int = 0
    reasons: tuple[tuple[str, int], ...] = ()
    zone: str | None = None
    repeated_count: int = 0
    skipped_count: int = 0


@dataclass(frozen=True)
class Account:
    """A file of a load with its counts.

    Attributes:
        file_no: its place among the files that are loaded together, from 0.
        ticket: the file.
        counts: what became of its records.
    """

    file_no: int
    ticket: Ticket
    counts: FileCounts

    @property
    def bad_reasons(self) -> list[tuple[str, int]]:
        """Reasons that are a fault; what the vendor itself marks as no customer's act is none."""
        return [(reason, count) for reason, count in self.counts.reasons if reason not in EXPECTED]


@dataclass(frozen=True)
class Records:
    """The records of the files of a load that could be staged, in the order of files and lines.

    Attributes:
        file_no, line_number: where each is.
        is_loaded: it adds to the state.
        reason: place among the load's reasons of why it, or a part of it, is refused; -1 where nothing is.
    """

    file_no: Int32
    line_number: Int64
    is_loaded: Bool
    reason: Int32

    @property
    def is_rejected(self) -> Bool:
        """It is refused and adds nothing."""
        return ~self.is_loaded & (self.reason >= 0)


def records_of(rows: Rows) -> Records:
    """The records of staged rows; a record may have several."""
    order = _record_order(rows)
    file_no, line_number = rows.file_no[order], rows.line_number[order]
    reason, is_loaded = rows.reason[order], rows.addition[order] != NOTHING
    starts = np.flatnonzero(changes(file_no) | changes(line_number))
    if len(starts) == len(rows):
        return Records(file_no, line_number, is_loaded, reason)
    least = np.minimum.reduceat(np.where(reason < 0, _NO_REASON, reason), starts)
    told = np.where(least == _NO_REASON, -1, least).astype(np.int32)
    return Records(file_no[starts], line_number[starts], np.logical_or.reduceat(is_loaded, starts), told)


def _record_order(rows: Rows) -> Int64 | slice:
    """Which rows come after each other by file and line; all as they are, where they lie so already."""
    ahead, behind = rows.file_no[1:], rows.file_no[:-1]
    follows = (ahead > behind) | ((ahead == behind) & (rows.line_number[1:] >= rows.line_number[:-1]))
    return slice(None) if follows.all() else np.lexsort((rows.line_number, rows.file_no))


def rejects_of(records: Records, reasons: Sequence[str], unread: pa.Table) -> pa.Table:
    """Every rejected record once: file_no, line_number, reason.

    Args:
        records: those that could be staged.
        reasons: of the load.
        unread: file_no, line_number and reason of records that could not be read.
    """
    rejected = np.flatnonzero(records.is_rejected)
    names = pa.array(reasons, pa.string())
    staged = pa.table(
        {
            "file_no": records.file_no[rejected].astype(np.int64),
            "line_number": records.line_number[rejected],
            "reason": names.take(pa.array(records.reason[rejected])),
        }
    )
    both = pa.concat_tables([staged, unread.select(staged.column_names)])
    return (
        both.group_by(["file_no", "line_number"])
        .aggregate([("reason", "min")])
        .rename_columns(["file_no", "line_number", "reason"])
    )


def open_accounts(
    engine: Engine, tickets: Sequence[Ticket], rules: LoadRules, *, rows: Rows, rejects: pa.Table
) -> list[Account]:
    """The accounts of the files whose rows are judged.

    Args:
        engine: the state, which holds int_staged.
        tickets: the files.
        rules: what holds for the run.
        rows: their staged rows, judged.
        rejects: their rejected records, as `rejects_of` gives them.
    """
    counts = _counts_by_file(rows, len(tickets))
    clocks = _clocks_by_file(engine, tickets, rules)
    reasons = _reasons_by_file(rejects)
    return [
        Account(
            file_no,
            ticket,
            FileCounts(
                row_count=ticket.raw.row_count,
                rejected_count=sum(count for _, count in reasons[file_no]),
                reasons=tuple(reasons[file_no]),
                **{name: int(values[file_no]) for name, values in counts.items()},
                **clocks.get(file_no, {}),
            ),
        )
        for file_no, ticket in enumerate(tickets)
    ]


def _counts_by_file(rows: Rows, files: int) -> dict[str, Int64]:
    records = records_of(rows)

    def of(file_no: Int32) -> Int64:
        return np.bincount(file_no, minlength=files)

    return {
        "loaded_count": of(records.file_no[records.is_loaded]),
        "duplicate_count": of(records.file_no[~records.is_loaded & (records.reason < 0)]),
        "partial_count": of(records.file_no[records.is_loaded & (records.reason >= 0)]),
        "event_count": of(rows.file_no[rows.addition == NEW]),
        "corrected_count": of(rows.file_no[rows.addition == CORRECTED]),
        "link_count": of(rows.file_no[rows.addition == LINK]),
    }


def _reasons_by_file(rejects: pa.Table) -> dict[int, list[tuple[str, int]]]:
    """Reasons of each file with their counts, commonest first."""
    counted = rejects.group_by(["file_no", "reason"]).aggregate([("line_number", "count")]).to_pylist()
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for row in sorted(counted, key=lambda row: (-row["line_number_count"], row["reason"])):
        found[row["file_no"]].append((row["reason"], row["line_number_count"]))
    return found


def refusal(account: Account, rejects: pa.Table, rules: LoadRules) -> DataRefused | None:
    """Why a file can't be taken; None where it can."""
    said = _sum_said(account) or _rate_said(account, rejects, rules)
    return DataRefused(said) if said else None


def _clocks_by_file(engine: Engine, tickets: Sequence[Ticket], rules: LoadRules) -> dict[int, dict[str, Any]]:
    """Local times in doubt of the files that have any; asked format by format."""
    formats = {ticket.raw.parameters.get("time_format") for ticket in tickets}
    tables = (
        engine.select_model("int_load_clocks", {"time_format": name, "latest": rules.latest})
        for name in formats
    )
    return {row.pop("file_no"): row for table in tables for row in table.to_pylist()}


def _sum_said(account: Account) -> str | None:
    counts, ticket = account.counts, account.ticket
    total = counts.loaded_count + counts.rejected_count + counts.duplicate_count
    if total == counts.row_count:
        return None
    return (
        f"{ticket.path}: {counts.row_count:,} records were read but {total:,} are accounted for "
        f"(loaded {counts.loaded_count:,}, rejected {counts.rejected_count:,}, duplicates "
        f"{counts.duplicate_count:,}). Nothing of the file was loaded. The staging model of source "
        f"'{ticket.source.name}' must give at least one row for each record; please report this."
    )


def _rate_said(account: Account, rejects: pa.Table, rules: LoadRules) -> str | None:
    source, row_count = account.ticket.source, account.counts.row_count
    bad_count = sum(count for _, count in account.bad_reasons)
    if bad_count <= source.max_reject_rate * row_count:
        return None
    own = rejects.filter(pc.equal(rejects["file_no"], account.file_no))
    reasons = (_reason_said(own, reason, rules) for reason in account.bad_reasons)
    return (
        f"{account.ticket.path}: {bad_count:,} of {row_count:,} records are refused "
        f"({bad_count / row_count:.1%}, allowed are {source.max_reject_rate:.1%}). "
        f"Nothing of the file was loaded. {'; '.join(reasons)}. "
        f"Correct the export, or raise sources.{source.name}.max_reject_rate."
    )


def _reason_said(rejects: pa.Table, bad: tuple[str, int], rules: LoadRules) -> str:
    reason, count = bad
    lines = sorted(rejects.filter(pc.equal(rejects["reason"], reason))["line_number"].to_pylist())
    shown = ", ".join(str(line) for line in lines[:_SHOWN_LINES]) + (", …" if count > _SHOWN_LINES else "")
    return f"{reason}: {count:,} (line{'s' if count > 1 else ''} {shown}) - {rules.remedy(reason)}"
