"""`journeymine rejects`: what was refused, counted or line by line, its raw text for the warehouse's owner,
and trying again after a fix.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from journeymine.cli.opening import opened
from journeymine.config import Settings, load
from journeymine.errors import UsageError
from journeymine.events import read_quarantine
from journeymine.sources import EXPECTED
from journeymine.warehouse import Warehouse
from journeymine.warehouse.folders import Folders, RunLock

PERSONAL = "the raw text is personal data: keep it to yourself and delete what you write down of it"
_COUNTED = """
    select rejects.source, files.path as file, rejects.reason, count(*) as row_count, rejects.remedy
    from rejects
    inner join files on files.file_id = rejects.file_id
    where
        rejects.source = coalesce(cast($source as varchar), rejects.source)
        and rejects.reason = coalesce(cast($reason as varchar), rejects.reason)
    group by rejects.source, files.path, rejects.reason, rejects.remedy
    order by rejects.source, file, row_count desc, rejects.reason
"""
_LINES = """
    select rejects.source, files.path as file, rejects.line_number, rejects.reason, rejects.file_id
    from rejects
    inner join files on files.file_id = rejects.file_id
    where
        rejects.source = coalesce(cast($source as varchar), rejects.source)
        and rejects.reason = coalesce(cast($reason as varchar), rejects.reason)
    order by rejects.source, file, rejects.file_id, rejects.line_number, rejects.reason
"""
_FAULTY = """
    select source, count(distinct file_id) as file_count, count(*) as row_count
    from rejects
    where
        source in (select unnest($sources))
        and case
            when cast($reason as varchar) is null then reason not in (select unnest($expected))
            else reason = $reason
        end
    group by source
    order by source
"""


@dataclass(frozen=True)
class Wanted:
    """Which rejects are asked for.

    Attributes:
        source: of this source alone.
        reason: of this reason alone.
    """

    source: str | None = None
    reason: str | None = None

    def values(self, settings: Settings) -> dict[str, object]:
        """What the queries bind.

        Raises:
            UsageError: the journey file has no such source.
        """
        if self.source is not None and self.source not in settings.sources:
            names = ", ".join(sorted(settings.sources))
            raise UsageError(f"there is no source {self.source!r}; sources are: {names}")
        return {"source": self.source, "reason": self.reason}


def counted(config: Path, wanted: Wanted) -> pa.Table:
    """Rejected records of the published generation by source, file and reason, with what to do about them.

    Returns:
        Columns source, file, reason, row_count, remedy.
    """
    values = wanted.values(load(config))
    with opened(config) as snapshot:
        return snapshot.engine.query(_COUNTED, values)


def lines(config: Path, wanted: Wanted) -> pa.Table:
    """Rejected records of the published generation, each by its line; without their text.

    Returns:
        Columns source, file, line_number, reason.
    """
    return _lines(config, wanted).drop_columns(["file_id"])


def raw_lines(config: Path, wanted: Wanted) -> pa.Table:
    """The same with the raw text of each, which is personal data; NULL where a later run took it back.

    Returns:
        Columns source, file, line_number, reason, raw_text.

    Raises:
        Busy: a run holds the warehouse, and may be writing what is asked for.
    """
    found = _lines(config, wanted)
    folders = Folders(load(config).warehouse_path)
    lock = RunLock.take(folders.lock)
    try:
        texts = {
            (file_id, row["line_number"]): row["raw_text"]
            for file_id in found["file_id"].unique().to_pylist()
            for row in read_quarantine(folders.quarantine, file_id).to_pylist()
        }
    finally:
        lock.release()
    places = zip(found["file_id"].to_pylist(), found["line_number"].to_pylist(), strict=True)
    column = pa.array([texts.get(place) for place in places], pa.string())
    return found.drop_columns(["file_id"]).append_column("raw_text", column)


def retry(config: Path, wanted: Wanted) -> Iterator[str]:
    """Forget what was loaded from the sources that have rejects, so that the next run reads their files anew.

    What a vendor itself marks as no customer's act is no reason to try again, unless it is asked for.

    Yields:
        A line per source, and what to do next.

    Raises:
        Busy: a run holds the warehouse.
        DataRefused: a file can't be read again; its source is left as it is.
    """
    settings = load(config)
    wanted.values(settings)
    values = {
        "sources": sorted(settings.sources) if wanted.source is None else [wanted.source],
        "reason": wanted.reason,
        "expected": sorted(EXPECTED),
    }
    with Warehouse.open(settings) as warehouse:
        found = warehouse.engine.query(_FAULTY, values).to_pylist()
        for row in found:
            file_count = warehouse.forget_source(row["source"])
            yield (
                f"{row['source']}: {row['row_count']:,} rejected rows in {row['file_count']:,} files; "
                f"the next run reads all {file_count:,} files of the source again"
            )
    yield "then: journeymine run" if found else "nothing to try again"


def _lines(config: Path, wanted: Wanted) -> pa.Table:
    values = wanted.values(load(config))
    with opened(config) as snapshot:
        return snapshot.engine.query(_LINES, values)
