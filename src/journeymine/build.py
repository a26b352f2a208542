"""The ordered steps of a run, as data. `run(settings)` walks them; the Prefect flow wraps each in a task.

A run that finds nothing new, neither files nor settings nor code, leaves the published generation as it is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property, partial

import pyarrow as pa

from journeymine import __version__, journeys
from journeymine.about import describe
from journeymine.audits import AUDITS
from journeymine.config import Settings
from journeymine.engine import DuckEngine, load_models
from journeymine.events import FileCounts
from journeymine.findings.actions import build_actions
from journeymine.findings.changes import build_changes
from journeymine.findings.footing import Footing
from journeymine.findings.forks import build_forks
from journeymine.findings.pains import build_pain_points
from journeymine.graphs import GRAPH_TABLES, Graphs
from journeymine.identity import build_identity, build_merges
from journeymine.measures.carts import build_carts
from journeymine.measures.experience import build_experience
from journeymine.measures.personas import build_personas, build_personas_of_customers
from journeymine.measures.touchpoints import build_touchpoints, declare_touchpoints
from journeymine.pace import Pace
from journeymine.probable import probable_fingerprint
from journeymine.questions.cohorts import check_definitions
from journeymine.sources import RawFile, Told, list_files, read
from journeymine.stages import build_stage_map
from journeymine.tables import TABLES
from journeymine.walk import Paths
from journeymine.walk.paths import Int8, epoch_us
from journeymine.warehouse import Landed, Published, Warehouse

_READING_HYGIENE = {"robots", "internal_networks", "internal_domains"}
_NOT_READING = {"files", "query", "storage", "preset", "sessionize", "session_id", "max_reject_rate"}
_PACE = "pace"
Progress = Callable[[str, int, int], None]


def _silent(step: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True)
class Step:
    """One step of a run.

    Attributes:
        name: a word, as shown.
        function: does it and says in one line what it did.
        retries: how often a scheduler may try again; only what reads outside sources.
    """

    name: str
    function: Callable[[Run], str]
    retries: int = 0


@dataclass(frozen=True)
class RunSummary:
    """What a run did.

    Attributes:
        run_id: its id.
        status: ok or unchanged.
        generation: the generation that is current now.
        files: files read in this run.
        lines: one line per step done.
        warnings: what to tell about the files read: columns that nobody promised, emptiness, clocks put back.
    """

    run_id: str
    status: str
    generation: int | None
    files: tuple[FileCounts, ...]
    lines: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...] = ()

    @property
    def row_count(self) -> int:
        """Records read."""
        return sum(file.row_count for file in self.files)

    @property
    def loaded_count(self) -> int:
        """Records that gave an event or a link."""
        return sum(file.loaded_count for file in self.files)

    @property
    def rejected_count(self) -> int:
        """Records refused."""
        return sum(file.rejected_count for file in self.files)

    @property
    def duplicate_count(self) -> int:
        """Records known already."""
        return sum(file.duplicate_count for file in self.files)

    def text(self) -> str:
        """The summary in two lines; the first adds up."""
        if self.status == "unchanged":
            return f"nothing new: generation {self.generation} stays"
        return (
            f"{len(self.files):,} files, {self.row_count:,} rows read = {self.loaded_count:,} loaded "
            f"+ {self.rejected_count:,} rejected + {self.duplicate_count:,} duplicates\n"
            f"generation {self.generation} published"
        )


@dataclass
class Run:
    """A run under way: holds the warehouse's lock."""

    settings: Settings
    warehouse: Warehouse
    run_id: str
    is_full: bool
    progress: Progress = _silent
    files: list[FileCounts] = field(default_factory=list[FileCounts])
    lines: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    told: Told = field(default_factory=Told)
    pace: Pace = field(default_factory=lambda: Pace([step.name for step in STEPS]))
    paths: Paths | None = None
    codes: pa.Table | None = None
    published: Published | None = None
    is_unchanged: bool = False

    @property
    def engine(self) -> DuckEngine:
        """The connection to state.duckdb."""
        return self.warehouse.engine

    @property
    def ordered(self) -> Paths:
        """The ordered paths, once they are made."""
        assert self.paths is not None
        return self.paths

    @cached_property
    def as_of(self) -> datetime:
        """The instant at which open and dropped are told apart."""
        return journeys.as_of(self.engine, self.settings)

    @cached_property
    def outcome(self) -> Int8:
        """What became of each journey, once that is known."""
        return journeys.outcomes(self.engine)

    def do(self, step: Step) -> str:
        """Do one step and say in one line what it did; nothing, where the run found nothing new."""
        with self.pace.timed(step.name):
            line = "nothing new" if self.is_unchanged else step.function(self)
        self.lines.append((step.name, line))
        return line

    def left(self) -> float | None:
        """Seconds that the rest of the run takes, by the last one; None where that is not known."""
        return None if self.is_unchanged else self.pace.left(self.engine.count("event_rows"))

    def summary(self) -> RunSummary:
        """What the run did."""
        status = "unchanged" if self.is_unchanged else "ok"
        generation = self.published.generation if self.published else self.warehouse.current_generation()
        done = tuple(self.files), tuple(self.lines), self.told.lines()
        return RunSummary(self.run_id, status, generation, *done)


def run(settings: Settings, *, full: bool = False, progress: Progress | None = None) -> RunSummary:
    """Do the whole work of a night.

    Args:
        settings: the journey file.
        full: forget what was loaded and read every file again.
        progress: told (step, done, of) as the work goes on.

    Returns:
        What was done.

    Raises:
        Busy: another run holds the warehouse.
        DataRefused: a source is missing or refused; the last generation is still served.
    """
    with open_run(settings, full=full, progress=progress) as opened:
        for step in STEPS:
            opened.do(step)
        return opened.summary()


@contextmanager
def open_run(settings: Settings, *, full: bool = False, progress: Progress | None = None) -> Generator[Run]:
    """Take the lock, begin a run in the ledger, and end it there however it ends."""
    check_definitions(settings)
    with Warehouse.open(settings) as warehouse:
        if full:
            warehouse.forget_events()
        run_id = warehouse.begin_run()
        pace = Pace.of([step.name for step in STEPS], warehouse.ledger.meta(_PACE))
        opened = Run(settings, warehouse, run_id, full, progress or _silent, pace=pace)
        try:
            yield opened
        except BaseException:
            warehouse.finish_run(run_id, "failed", generation=None, as_of=None)
            raise
        if opened.published is not None:
            text = opened.pace.text(opened.engine.count("event_rows"))
            warehouse.ledger.set_meta(_PACE, text)
        if opened.is_unchanged:
            warehouse.finish_run(run_id, "unchanged", generation=warehouse.current_generation(), as_of=None)


def _load(run: Run) -> str:
    """Land what the sources name, and load what is new."""
    landed: list[Landed] = []
    files = (*list_files(run.settings), *run.warehouse.queries.fetch())
    again = " (again: they are read otherwise now)" if run.warehouse.read_as(reading_fingerprint(run)) else ""
    for file in files:
        landed.append(run.warehouse.land(file))
        run.progress("land", len(landed), len(files))
    waiting = run.warehouse.to_load(landed)
    rows = _load_files(run, waiting)
    run.warehouse.queries.keep()
    if not waiting and run.warehouse.is_done("publish", input_fingerprint(run)):
        run.is_unchanged = True
        return f"nothing new in {len(files):,} files"
    return f"{len(waiting):,} of {len(files):,} files new{again}, {rows:,} rows"


def load_again(run: Run) -> str:
    """Load what was loaded when the events were forgotten, and nothing else."""
    known = set(run.warehouse.forgotten)
    landed: list[Landed] = []
    if run.settings.privacy.landing == "reference":
        landed = [run.warehouse.land(file) for file in list_files(run.settings)]
    waiting = [file for file in run.warehouse.to_load(landed) if file.file_id in known]
    return f"{_load_files(run, waiting):,} rows of {len(waiting):,} files"


def _load_files(run: Run, waiting: Sequence[Landed]) -> int:
    """Load landed files; how many records they have."""
    for file, counts in run.warehouse.load_all(waiting, partial(_prepare, run)):
        run.files.append(counts)
        run.told.add_clocks(file.file.source.name, counts.zone, counts.repeated_count, counts.skipped_count)
        run.progress("load", len(run.files), len(waiting))
    return sum(file.row_count for file in run.files)


def _prepare(run: Run, landed: Landed) -> RawFile:
    """Read a landed file and give it the event shape."""
    raw = read(run.engine, landed.file, landed.path)
    run.told.add(landed.file.source.name, raw.warnings)
    run.engine.model(raw.model, raw.parameters)
    return raw


def reading_fingerprint(run: Run) -> str:
    """Hash of all that decides what a file's rows become: columns, zones, deny list, the models that read."""
    sources = run.settings.sources.values()
    models = sorted(load_models().values(), key=lambda model: model.name)
    parts = [
        *(source.model_dump_json(exclude=_NOT_READING) for source in sources),
        *run.settings.identity.deny,
        run.settings.hygiene.model_dump_json(include=_READING_HYGIENE),
        *(model.sql for model in models if model.layer == "staging" or model.name.startswith("int_load_")),
    ]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def input_fingerprint(run: Run) -> str:
    """Hash of all that decides the result: the loaded files, the journey file, the models and the version."""
    parts = [
        __version__,
        run.settings.model_dump_json(exclude={"path", "warehouse", "memory_limit", "threads"}),
        *(model.sql for _, model in sorted(load_models().items())),
        *run.warehouse.loaded_file_ids(),
        probable_fingerprint(run.engine, run.settings.identity.accept_probable),
    ]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def _identify(run: Run) -> str:
    return build_identity(run.engine, run.settings, pseudonym=run.warehouse.secret.pseudonym)


def _classify(run: Run) -> str:
    declare_touchpoints(run.engine, run.settings)
    return build_stage_map(run.engine, run.settings)


def _order(run: Run) -> str:
    run.paths, run.codes, line = journeys.build_events(run.engine, run.settings)
    return line


def _walk(run: Run) -> str:
    return journeys.build_journeys(run.engine, run.settings, run.ordered)


def _carts(run: Run) -> str:
    return build_carts(run.engine, run.settings, run.ordered, run.as_of)


def _personas_of_customers(run: Run) -> str:
    line = build_personas_of_customers(run.engine, run.settings, run.ordered)
    for model in ("journeys", "customers", "coverage", "ad_costs"):
        run.engine.model(model)
    return f"{line}, {build_merges(run.engine)}"


def _graph(run: Run) -> str:
    graphs = Graphs(run.ordered, run.outcome, epoch_us(run.as_of))
    tables = {name: graphs.table(name) for name in GRAPH_TABLES}
    for name, table in tables.items():
        run.engine.register(name, table)
    edges, nodes, cycles = (len(tables[name]) for name in ("transitions", "dropoff", "cycles"))
    return f"{edges:,} edges, {nodes:,} nodes, {cycles:,} cycles"


def _touchpoints(run: Run) -> str:
    build_experience(run.engine, run.settings)
    return build_touchpoints(run.engine)


def _findings(run: Run) -> str:
    footing = Footing(run.engine, run.settings, run.ordered, run.outcome)
    build_personas(run.engine, run.settings, run.ordered, run.outcome)
    found = (build_pain_points(footing), build_actions(footing), build_forks(footing))
    return ", ".join((*found, build_changes(footing, run.as_of)))


def _publish(run: Run) -> str:
    fingerprint = input_fingerprint(run)
    run.warehouse.finish_run(run.run_id, "ok", generation=run.warehouse.next_generation(), as_of=run.as_of)
    assert run.codes is not None
    journeys.complete_codes(run.engine, run.codes)
    about = describe(run.engine, run.settings, run_id=run.run_id, as_of=run.as_of)
    run.published = run.warehouse.publish(TABLES, run.ordered, audits=AUDITS, about=about)
    run.warehouse.journal("publish", fingerprint)
    return f"generation {run.published.generation}, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC"


STEPS: tuple[Step, ...] = (
    Step("load", _load, retries=2),
    Step("identify", _identify),
    Step("classify", _classify),
    Step("order", _order),
    Step("walk", _walk),
    Step("carts", _carts),
    Step("personas", _personas_of_customers),
    Step("graph", _graph),
    Step("touchpoints", _touchpoints),
    Step("findings", _findings),
    Step("publish", _publish),
)
