"""Which files arrived, where they lay and in which order they count when they contradict each other.

Reads and writes arrivals and landings in state.duckdb. What is noted is held in memory until it is written,
all of it at once, before the first file is loaded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

import pyarrow as pa

from journeymine.engine import Engine
from journeymine.warehouse.moments import moment_in

_TABLES = (
    """
    create table if not exists arrivals (
        source varchar not null, entity varchar not null, path varchar not null, stamp varchar not null,
        file_id varchar not null
    )
    """,
    """
    create table if not exists landings (
        file_id varchar primary key, source varchar not null, entity varchar not null, path varchar not null,
        shown varchar not null, sha256 varchar not null, precedence bigint not null, is_good boolean not null
    )
    """,
)
_ARRIVALS_A_MINUTE = 10**9
_ARRIVALS = "select source, entity, path, stamp, file_id from arrivals"
_LANDINGS = "select file_id, source, entity, path, shown, sha256, precedence from landings"
_UNLOADED = """
    select file_id
    from landings
    where is_good and file_id not in (select file_id from files)
    order by precedence
"""
_LOADED = "select file_id from files where source = $source order by precedence"
_DROP_ARRIVALS = """
    delete from arrivals using load_arrivals as noted
    where
        noted.source = arrivals.source and noted.entity = arrivals.entity and noted.path = arrivals.path
"""
_ADD_ARRIVALS = "insert into arrivals by name select * from load_arrivals where stamp is not null"
_ADD_LANDINGS = """
    insert into landings by name select *, false as is_good from load_landings on conflict do nothing
"""
_MARK_GOOD = "update landings set is_good = true where file_id in (select file_id from files)"

Place = tuple[str, str, str]
"""Source, entity and path of a file."""


@dataclass(frozen=True)
class Landing:
    """A file in the landing.

    Attributes:
        file_id: its id.
        source, entity: where it belongs.
        path: where it was found first, absolute.
        shown: its path as users see it.
        sha256: of its bytes.
        precedence: its place in the order in which files correct each other; higher wins.
    """

    file_id: str
    source: str
    entity: str
    path: str
    shown: str
    sha256: str
    precedence: int


class Arrivals:
    """The files that arrived."""

    def __init__(self, engine: Engine) -> None:
        """Create the tables that are not there yet, and read what is known."""
        self._engine = engine
        for statement in _TABLES:
            engine.execute(statement)
        rows = engine.query(_ARRIVALS).to_pylist()
        self._stamps = {
            (row["source"], row["entity"], row["path"]): (row["stamp"], row["file_id"]) for row in rows
        }
        self._landings = {row["file_id"]: Landing(**row) for row in engine.query(_LANDINGS).to_pylist()}
        self._noted: dict[Place, tuple[str | None, str]] = {}

    def unchanged(self, place: Place, stamp: str) -> Landing | None:
        """The file that was found at a place, where its stamp is still the same."""
        known, file_id = self._stamps.get(place, (None, ""))
        return self._landings.get(file_id) if known == stamp else None

    def landing(self, file_id: str) -> Landing | None:
        """A landed file."""
        return self._landings.get(file_id)

    def of(self, source: str) -> list[Landing]:
        """All that a source ever gave."""
        return [landing for landing in self._landings.values() if landing.source == source]

    def next_precedence(self, shown: str, at: datetime) -> int:
        """The place of a file that arrives now: by the date that its path tells, else by the time of its
        arrival; after all others of the same minute.

        Args:
            shown: its path.
            at: the time of its arrival.
        """
        minute = int((moment_in(shown) or at).timestamp()) // 60
        return minute * _ARRIVALS_A_MINUTE + len(self._landings)

    def note(self, landing: Landing, place: Place, stamp: str | None) -> None:
        """Note where a file was found, and its own place among the files if its bytes are new.

        Args:
            landing: the file.
            place: where it was found now.
            stamp: changes when the file does; None where that can't be told yet.
        """
        self._landings.setdefault(landing.file_id, landing)
        self._noted[place] = (stamp, landing.file_id)
        self._stamps.pop(place, None)
        if stamp is not None:
            self._stamps[place] = (stamp, landing.file_id)

    def write(self) -> None:
        """Write what was noted, in one transaction."""
        if not self._noted:
            return
        landings = [asdict(self._landings[file_id]) for _, file_id in self._noted.values()]
        with self._engine.transaction():
            self._engine.register("load_arrivals", _arrivals_table(self._noted))
            self._engine.register("load_landings", pa.Table.from_pylist(landings))
            for statement in (_DROP_ARRIVALS, _ADD_ARRIVALS, _ADD_LANDINGS):
                self._engine.execute(statement)
        self._engine.drop("load_arrivals", "load_landings")
        self._noted = {}

    def mark_good(self) -> None:
        """Note that what is loaded now can be loaded; to be called before it is forgotten."""
        self._engine.execute(_MARK_GOOD)

    def loaded(self, source: str) -> list[Landing]:
        """Files of a source that are loaded, in the order in which they count."""
        rows = self._engine.query(_LOADED, {"source": source})
        return [self._landings[file_id] for file_id in rows["file_id"].to_pylist()]

    def unloaded(self) -> list[Landing]:
        """Files that were loaded once and are so no more, in the order in which they count."""
        return [self._landings[file_id] for file_id in self._engine.query(_UNLOADED)["file_id"].to_pylist()]


def _arrivals_table(noted: Mapping[Place, tuple[str | None, str]]) -> pa.Table:
    schema = pa.schema([(name, pa.string()) for name in ("source", "entity", "path", "stamp", "file_id")])
    columns = list(zip(*[(*place, *found) for place, found in noted.items()], strict=True))
    return pa.table([pa.array(column, pa.string()) for column in columns], schema=schema)
