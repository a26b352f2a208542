"""The warehouse as a run holds it: locked, with its state open, its files landed and loaded, and a
generation published.

One run at a time; readers use `open_current` and never see the state.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

from journeymine.config import Settings
from journeymine.engine import DuckEngine
from journeymine.engine.base import dropping
from journeymine.errors import DataRefused, JourneymineError
from journeymine.events import FileCounts, LoadRules, Secret, Ticket, load_files
from journeymine.events.state import create_state, create_vault, empty_vault
from journeymine.sources import REMEDIES, RawFile, SourceFile
from journeymine.tables import TableSpec
from journeymine.walk.paths import Paths
from journeymine.warehouse import generations, publish
from journeymine.warehouse.arrivals import Arrivals
from journeymine.warehouse.current import is_current_whole
from journeymine.warehouse.folders import OWNER_ONLY, Folders, RunLock, space_watched
from journeymine.warehouse.landing import Landed, hash_only
from journeymine.warehouse.landings import Landings
from journeymine.warehouse.ledger import Ledger
from journeymine.warehouse.publish import Audit, Edition, Published
from journeymine.warehouse.queries import Queries
from journeymine.warehouse.secret import differs, read_secret

Clock = Callable[[], datetime]

_VAULT = "vault"
_READ_AS = "read_as"
_BATCH_FILES = 50
_BATCH_ROWS = 100_000
"""Files are loaded together up to so many of them, or so many records."""


def _now() -> datetime:
    return datetime.now(UTC)


def _is_full(batch: Sequence[Ticket]) -> bool:
    return len(batch) >= _BATCH_FILES or sum(ticket.raw.row_count for ticket in batch) >= _BATCH_ROWS


@dataclass(frozen=True)
class _Run:
    run_id: str
    started_at: datetime


class Warehouse:
    """A warehouse that this process may write. Use it in a `with` statement.

    Attributes:
        engine: the connection to state.duckdb.
        folders: where things lie.
        queries: the sources that are queries.
        ledger: what is loaded and done.
    """

    def __init__(self, settings: Settings, engine: DuckEngine, *, clock: Clock, closing: ExitStack) -> None:
        """Hold an open state whose lock is taken; use `open`."""
        self.engine = engine
        self.folders = Folders(settings.warehouse_path)
        self._settings = settings
        self._clock = clock
        self._closing = closing
        self._run: _Run | None = None
        self._has_vault = False
        self._forgotten: tuple[str, ...] = ()
        self.ledger = Ledger(engine)
        self._arrivals = Arrivals(engine)
        self._landings = Landings(settings, self.folders.landing, self._arrivals, self.ledger)
        self.queries = Queries(
            settings, self.ledger, folder=self.folders.spill / "queries", is_whole=self._landings.is_whole
        )
        create_state(engine)
        self._secret = self._know_secret()
        if not is_current_whole(self.folders.root):
            self.ledger.clear_journal()

    @classmethod
    def open(cls, settings: Settings, *, clock: Clock = _now) -> Self:
        """Take the warehouse of a journey file, and make it where there is none.

        What a killed run left half-done is removed. Steps count as done only while the current generation
        is whole.

        Args:
            settings: the journey file.
            clock: gives the present instant.

        Raises:
            Busy: another run holds it.
            ConfigError: its pseudonyms were made with another key, or by another version of the program.
        """
        folders = Folders(settings.warehouse_path)
        with ExitStack() as undo, space_watched():
            undo.callback(os.umask, os.umask(OWNER_ONLY))
            folders.root.mkdir(parents=True, exist_ok=True)
            undo.callback(RunLock.take(folders.lock).release)
            folders.make()
            generations.clean(folders.published)
            engine = DuckEngine.open(
                folders.state,
                memory_limit=settings.memory_limit,
                threads=settings.threads,
                spill=folders.spill,
            )
            undo.callback(engine.close)
            opened = cls(settings, engine, clock=clock, closing=undo)
            opened._closing = undo.pop_all()
        return opened

    def close(self) -> None:
        """Let the warehouse go."""
        self._closing.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def secret(self) -> Secret:
        """The secret under which this warehouse's pseudonyms are made."""
        return self._secret

    def begin_run(self) -> str:
        """Note that a run begins. It counts as failed until `finish_run` says otherwise.

        Returns:
            Its id.
        """
        at = self._clock()
        self._run = _Run(self.ledger.begin_run(at), at)
        return self._run.run_id

    def finish_run(self, run_id: str, status: str, *, generation: int | None, as_of: datetime | None) -> None:
        """Note how a run ended.

        Args:
            run_id: the run.
            status: ok, unchanged or failed.
            generation: the generation that it published or found.
            as_of: its as-of time.
        """
        values: dict[str, object] = {"status": status, "generation": generation, "as_of": as_of}
        self.ledger.finish_run(run_id, {**values, "at": self._clock()})

    def land(self, file: SourceFile) -> Landed:
        """Bring a file's bytes into the landing, where they are not there yet.

        A file that lies unchanged where it lay (size, times, inode) is not read again.

        Raises:
            DataRefused: it can't be read.
            NoSpace: the disk is full.
        """
        return self._landings.land(file, self._started().started_at)

    def to_load(self, landed: Sequence[Landed]) -> tuple[Landed, ...]:
        """What is still to be loaded, in the order in which files correct each other, each once.

        Args:
            landed: the files that the sources name now. Files that were loaded before and are so no more
                (after `forget_events`) come with them, though their source may name them no longer.
        """
        return self._landings.to_load(landed)

    def load_all(
        self, landed: Iterable[Landed], prepare: Callable[[Landed], RawFile]
    ) -> Iterator[tuple[Landed, FileCounts]]:
        """Load landed files, small ones together: the result is that of one after the other.

        Args:
            landed: the files, as `to_load` gives them.
            prepare: reads and stages a file: makes its tables `raw.table` and `raw.model`, which then belong
                to the load.

        Yields:
            Each file with its account, once it is in the state.

        Raises:
            DataRefused: a file can't be taken; those before it are loaded, nothing of it and of later ones.
        """
        batch: list[tuple[Landed, Ticket]] = []
        for file in landed:
            try:
                batch.append((file, self._ticket(file, prepare(file), len(batch))))
            except JourneymineError:
                self._load([ticket for _, ticket in batch])
                raise
            if _is_full([ticket for _, ticket in batch]):
                yield from self._load_batch(batch)
                batch = []
        yield from self._load_batch(batch)

    def load(self, landed: Landed, raw: RawFile) -> FileCounts:
        """Load one landed file that was read and staged: all of it or nothing.

        Args:
            landed: the file.
            raw: what was read from it; `raw.model` is built. Its tables belong to the load.

        Raises:
            DataRefused: too many records are rejected, the account does not add up, or the file changed.
        """
        return self._load([self._ticket(landed, raw, 0)])[0]

    @property
    def forgotten(self) -> tuple[str, ...]:
        """Ids of the files that were loaded when this process emptied the state of events."""
        return self._forgotten

    def forget_events(self) -> None:
        """Empty the state of events and the vault; every file that was ever loaded is to be loaded again."""
        self._forgotten = self.loaded_file_ids()
        with self.engine.transaction():
            self._arrivals.mark_good()
            self.ledger.forget()
        self._attach_vault()

    def forget_source(self, source: str) -> int:
        """Empty the state of a source's events; all its files are then to be loaded again, in their order.

        Files correct each other, so one alone can't be taken back and read anew.

        Returns:
            How many files there are.

        Raises:
            DataRefused: some of them can't be read again; nothing was forgotten.
        """
        loaded = self._arrivals.loaded(source)
        lost = [landing.shown for landing in loaded if not self._landings.is_here(landing)]
        if lost:
            raise DataRefused(
                f"source {source!r} can't be read again: {lost[0]} is no longer there (files missing: "
                f"{len(lost):,}). Nothing was changed; bring them back where they lay"
            )
        with self.engine.transaction():
            self._arrivals.mark_good()
            self.ledger.forget_source(source)
        return len(loaded)

    def read_as(self, fingerprint: str) -> bool:
        """Make sure that what is loaded was read in this way, and forget it where it was not.

        Args:
            fingerprint: of all that decides what a file's rows become.

        Returns:
            Whether loaded events were forgotten; every file is then to be loaded again.
        """
        known = self.ledger.meta(_READ_AS)
        if known == fingerprint:
            return False
        is_stale = known is not None and bool(self.loaded_file_ids())
        if is_stale:
            self.forget_events()
        self.ledger.set_meta(_READ_AS, fingerprint)
        return is_stale

    def loaded_file_ids(self) -> tuple[str, ...]:
        """Ids of the loaded files, in the order in which they correct each other."""
        return self.ledger.loaded_file_ids()

    def journal(self, step: str, fingerprint: str) -> None:
        """Note that a step is done for these inputs."""
        self.ledger.journal(step, fingerprint, self._clock())

    def is_done(self, step: str, fingerprint: str) -> bool:
        """Whether a step was last done for these inputs, and what it led to is still published."""
        return self.ledger.is_done(step, fingerprint)

    def current_generation(self) -> int | None:
        """Number of the current generation."""
        record = generations.read_record(self.folders.published / generations.CURRENT)
        return record.gen if record else None

    def next_generation(self) -> int:
        """Number that the next generation will have; no number is used twice."""
        known = (self.current_generation() or 0, int(self.ledger.meta("last_generation") or 0))
        return max(*known, *generations.numbers(self.folders.published)) + 1

    def publish(
        self,
        tables: Sequence[TableSpec],
        paths: Paths,
        *,
        about: Mapping[str, Any],
        audits: Sequence[Audit] = (),
    ) -> Published:
        """Publish the engine's tables of these names as a new generation; readers see all of it or none.

        Args:
            tables: what each table promises; runs, files and rejects are the state's own.
            paths: the ordered paths on which they stand.
            about: settings and accounts behind the numbers, as JSON can hold them; with `as_of` and `run_id`.
            audits: what else must hold; each raises AuditFailed where it does not.

        Raises:
            AuditFailed: a table breaks its promise; the last generation stays current.
            NoSpace: the disk is full; the last generation stays current.
        """
        self._detach_vault()
        publish.audit(self.engine, tables, audits)
        edition = Edition(
            gen=self.next_generation(), folder=self.folders.published, published_at=self._clock(), about=about
        )
        self.ledger.set_meta("last_generation", str(edition.gen))
        with space_watched():
            published = publish.build(self.engine, tables, paths, edition)
            publish.announce(published, edition)
        return published

    def _ticket(self, landed: Landed, raw: RawFile, place: int) -> Ticket:
        """A read file under names of its own, so that the next one can be read."""
        if self._landings.is_by_reference and hash_only(landed.file) != landed.sha256:
            shown = landed.file.shown
            raise DataRefused(f"{shown} changed while it was read; nothing of it was loaded, run again")
        table, model = f"load_raw_{place}", f"load_staged_{place}"
        self.engine.rename(raw.table, table)
        self.engine.rename(raw.model, model)
        return Ticket(
            file_id=landed.file_id,
            source=landed.file.source,
            entity=landed.file.entity,
            path=landed.file.shown,
            sha256=landed.sha256,
            precedence=landed.precedence,
            raw=replace(raw, table=table, model=model),
        )

    def _load_batch(self, batch: Sequence[tuple[Landed, Ticket]]) -> Iterator[tuple[Landed, FileCounts]]:
        counts = self._load([ticket for _, ticket in batch])
        return zip((file for file, _ in batch), counts, strict=True)

    def _load(self, batch: Sequence[Ticket]) -> list[FileCounts]:
        if not batch:
            return []
        self._attach_vault()
        tables = [name for ticket in batch for name in (ticket.raw.table, ticket.raw.model)]
        with space_watched(), dropping(self.engine, *tables):
            return load_files(self.engine, batch, self._rules())

    def _know_secret(self) -> Secret:
        proof = self.ledger.meta("secret_proof")
        secret = read_secret(self._settings, os.environ, may_create=proof is None)
        if proof is None:
            self.ledger.set_meta("secret_proof", secret.proof())
        elif proof != secret.proof():
            raise differs(self._settings)
        return secret

    def _started(self) -> _Run:
        if self._run is None:
            self.begin_run()
        assert self._run is not None
        return self._run

    def _rules(self) -> LoadRules:
        run = self._started()
        return LoadRules(
            run_id=run.run_id,
            loaded_at=run.started_at,
            future_tolerance=self._settings.future_tolerance,
            secret=self._secret,
            denied=self._settings.identity.deny,
            quarantine=self.folders.quarantine,
            remedies=REMEDIES,
            hygiene=self._settings.hygiene,
        )

    def _attach_vault(self) -> None:
        if not self._has_vault:
            self.engine.attach(self.folders.vault, _VAULT)
            create_vault(self.engine)
            self._has_vault = True
        if not self.loaded_file_ids():
            empty_vault(self.engine)

    def _detach_vault(self) -> None:
        if self._has_vault:
            self.engine.detach(_VAULT)
            self._has_vault = False
