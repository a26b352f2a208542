"""How the numbers were got: definitions with this map's settings, and what became of every row that was read.

From About and the published tables `rejects`, `hygiene` and `coverage`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from journeymine.present.about import SourceAccount
from journeymine.present.blocks import Block, DefinitionsBlock, Header, TableBlock
from journeymine.present.records import published, records
from journeymine.present.scene import Scene

_MOST_ROWS = 15


@dataclass(frozen=True)
class _File:
    source: str
    row_count: int
    loaded_count: int
    rejected_count: int
    duplicate_count: int


@dataclass(frozen=True)
class _Reject:
    source: str
    reason: str
    remedy: str
    line_number_count: int


@dataclass(frozen=True)
class _Flagged:
    source: str
    flag: str
    event_count: int
    is_in_figures: bool


@dataclass(frozen=True)
class _Coverage:
    source: str
    event_name: str
    event_count: int
    mapped_count: int
    touchpoint: str | None


def source_accounts(files: pa.Table) -> tuple[SourceAccount, ...]:
    """What became of each source's rows, from the published table `files`."""
    rows = records(files, _File)
    names = sorted({row.source for row in rows})
    return tuple(_account(name, [row for row in rows if row.source == name]) for name in names)


def _account(name: str, files: list[_File]) -> SourceAccount:
    return SourceAccount(
        name,
        len(files),
        sum(file.row_count for file in files),
        sum(file.loaded_count for file in files),
        sum(file.rejected_count for file in files),
        sum(file.duplicate_count for file in files),
    )


def method_blocks(tables: Mapping[str, pa.Table], scene: Scene) -> tuple[Block, ...]:
    """Definitions, accounts of the sources, reasons of rejection, coverage."""
    found = (
        _definitions(scene),
        _sources(scene),
        _rejects(published(tables, "rejects"), scene),
        _hygiene(published(tables, "hygiene"), scene),
        _coverage(published(tables, "coverage"), scene),
    )
    return tuple(block for block in found if block is not None)


def _definitions(scene: Scene) -> DefinitionsBlock:
    about, numbers = scene.about, scene.numbers
    items = tuple(
        (
            name,
            text.format(
                window=scene.window(),
                session=numbers.count(about.session_timeout_minutes),
                inactive=numbers.span(about.inactive_after),
                abandon=numbers.span(about.abandon_after),
                recover=numbers.span(about.recover_within),
                min_cell=numbers.count(about.min_cell),
            ),
        )
        for name, text in scene.say.definitions
    )
    return DefinitionsBlock(scene.say.definitions_title, items)


def _sources(scene: Scene) -> TableBlock | None:
    accounts, say = scene.about.sources, scene.say
    if not accounts:
        return None
    names = (say.files, say.rows_read, say.rows_loaded, say.rows_rejected, say.rows_duplicate)
    headers = (Header(say.source), *(Header(name, is_number=True) for name in names), Header(say.adds_up))
    total = SourceAccount(
        say.total,
        sum(account.file_count for account in accounts),
        sum(account.row_count for account in accounts),
        sum(account.loaded_count for account in accounts),
        sum(account.rejected_count for account in accounts),
        sum(account.duplicate_count for account in accounts),
    )
    rows = tuple(_source_row(account, scene) for account in (*accounts, total))
    return TableBlock(say.caption_sources, headers, rows, has_total=True)


def _source_row(account: SourceAccount, scene: Scene) -> tuple[str, ...]:
    counts = (
        account.file_count,
        account.row_count,
        account.loaded_count,
        account.rejected_count,
        account.duplicate_count,
    )
    verdict = scene.say.yes if account.adds_up else scene.say.no
    return (account.name, *(scene.numbers.count(count) for count in counts), verdict)


def _rejects(rejects: pa.Table, scene: Scene) -> TableBlock | None:
    if not len(rejects):
        return None
    grouped = rejects.group_by(["source", "reason", "remedy"]).aggregate([("line_number", "count")])
    rows = sorted(records(grouped, _Reject), key=lambda row: (-row.line_number_count, row.source, row.reason))
    say = scene.say
    headers = (Header(say.source), Header(say.reason), Header(say.rows, is_number=True), Header(say.remedy))
    cells = [(row.source, row.reason, scene.numbers.count(row.line_number_count), row.remedy) for row in rows]
    return TableBlock(say.caption_rejects, headers, tuple(cells)).cut(_MOST_ROWS, say.shown_of)


def _hygiene(hygiene: pa.Table, scene: Scene) -> TableBlock | None:
    """Events that are no customers', by source and kind; events, not people, so that no cell is too small."""
    if not len(hygiene):
        return None
    rows = sorted(records(hygiene, _Flagged), key=lambda row: (-row.event_count, row.source, row.flag))
    say = scene.say
    headers = (
        Header(say.source),
        Header(say.flag),
        Header(say.events, is_number=True),
        Header(say.in_figures),
    )
    cells = [
        (
            row.source,
            say.flags[row.flag],
            scene.numbers.count(row.event_count),
            say.yes if row.is_in_figures else say.no,
        )
        for row in rows
    ]
    return TableBlock(say.caption_hygiene, headers, tuple(cells)).cut(_MOST_ROWS, say.shown_of)


def _coverage(coverage: pa.Table, scene: Scene) -> TableBlock | None:
    if not len(coverage):
        return None
    rows = sorted(
        records(coverage, _Coverage),
        key=lambda row: (row.mapped_count - row.event_count, -row.event_count, row.source, row.event_name),
    )
    say, numbers = scene.say, scene.numbers
    headers = (
        Header(say.source),
        Header(say.event),
        Header(say.events, is_number=True),
        Header(say.mapped, is_number=True),
        Header(say.touchpoint),
    )
    cells = [
        (
            row.source,
            row.event_name,
            numbers.count(row.event_count),
            numbers.percent(row.mapped_count / row.event_count if row.event_count else None),
            scene.label("touchpoint", row.touchpoint) if row.touchpoint else say.unknown,
        )
        for row in rows
    ]
    return TableBlock(say.caption_coverage, headers, tuple(cells)).cut(_MOST_ROWS, say.shown_of)
