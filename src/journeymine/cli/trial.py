"""`journeymine check`: read some files of each source into memory and say what the rules make of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from journeymine.cli.show import Shower
from journeymine.config import Settings
from journeymine.engine import DuckEngine
from journeymine.sources import RawFile, SourceFile, Told, list_files, read
from journeymine.sources.database import queried, sample
from journeymine.sources.places import parts
from journeymine.stages import build_stage_map

FILES_TRIED = 5
ROWS_TRIED = 1000
UNMAPPED_SHOWN = 8
_LOG = """
create table event_log (
    source varchar, event_id varchar, occurred_at timestamptz, event_name varchar, page varchar,
    channel varchar, medium varchar, campaign varchar, device varchar, touchpoint_hint varchar,
    properties varchar, score_kind varchar
)
"""
_STAGED = """
insert into event_log
select $source, uuid()::varchar, occurred_at, coalesce(event_name, '(no name)'), page, channel, medium,
    campaign, device, touchpoint_hint, properties, score_kind
from {model} where is_event and skip_reason is null and event_name is distinct from 'ad_cost'
"""
_BY_EVENT = """
select event_log.source, event_log.event_name, count(*) as event_count,
    count(places.touchpoint) as mapped_count
from event_log
inner join int_classified_events as places using (source, event_id)
group by all
order by all
"""


@dataclass(frozen=True)
class SourceTried:
    """A source: how many files there are and were tried, and what their rows came to."""

    name: str
    file_count: int
    tried_count: int
    row_count: int
    unreadable_count: int
    timeless_count: int
    warnings: tuple[str, ...]

    def line(self) -> str:
        """It in words."""
        return (
            f"{self.name}: {self.file_count:,} files, {self.tried_count:,} tried: {self.row_count:,} rows, "
            f"{self.unreadable_count:,} unreadable, {self.timeless_count:,} without a usable time"
        )


@dataclass(frozen=True)
class EventTried:
    """An event of a source: how often it came, and how often a rule gave it a touchpoint."""

    source: str
    name: str
    event_count: int
    mapped_count: int


@dataclass(frozen=True)
class Trial:
    """What a run would make of the sources; `unused` are touchpoints that no event tried would reach."""

    sources: tuple[SourceTried, ...]
    events: tuple[EventTried, ...]
    unused: tuple[str, ...]

    def lines(self) -> Iterator[str]:
        """The trial in words."""
        for source in self.sources:
            yield source.line()
            yield from (f"  warning: {line}" for line in source.warnings)
            yield from self._events_of(source.name)
        if self.unused:
            yield f"touchpoints that no event tried would reach: {', '.join(self.unused)}"
        yield "the journey file is sound; 'journeymine run' loads it"

    def _events_of(self, source: str) -> Iterator[str]:
        mine = [event for event in self.events if event.source == source]
        total = sum(event.event_count for event in mine)
        mapped = sum(event.mapped_count for event in mine)
        yield f"  {mapped:,} of {total:,} events at a touchpoint"
        unmapped = [event for event in mine if not event.mapped_count]
        for event in sorted(unmapped, key=lambda event: (-event.event_count, event.name))[:UNMAPPED_SHOWN]:
            yield f"  no rule for {event.name!r} ({event.event_count:,} events)"


def try_out(settings: Settings, shower: Shower) -> Trial:
    """Read up to five files of each source and entity, of a query some rows, and classify their events;
    nothing is kept.

    Raises:
        DataRefused: a source or file can't be taken.
    """
    engine = DuckEngine.open(None, memory_limit=settings.memory_limit, threads=settings.threads)
    engine.execute(_LOG)
    sources: list[SourceTried] = []
    for name, group in groupby(list_files(settings), key=lambda file: file.source.name):
        with shower.step(name):
            sources.append(_try_source(engine, name, list(group)))
    for source in queried(settings):
        with shower.step(source.name), TemporaryDirectory() as scratch:
            file = sample(source, Path(scratch), ROWS_TRIED)
            sources.append(_try_source(engine, source.name, [file]))
    build_stage_map(engine, settings)
    events = tuple(EventTried(*row.values()) for row in engine.query(_BY_EVENT).to_pylist())
    reached = set(engine.query("select distinct touchpoint from stage_map")["touchpoint"].to_pylist())
    engine.close()
    unused = tuple(point.name for point in settings.touchpoints if point.name not in reached)
    return Trial(tuple(sources), events, unused)


def _try_source(engine: DuckEngine, name: str, files: Sequence[SourceFile]) -> SourceTried:
    tried = [
        file for _, group in groupby(files, key=lambda file: file.entity) for file in _spread(list(group))
    ]
    rows, unreadable, told = 0, 0, Told()
    for file in tried:
        raw = _read(engine, file)
        told.add(name, raw.warnings)
        engine.model(raw.model, raw.parameters)
        engine.execute(_STAGED.format(model=raw.model), {"source": name})
        rows, unreadable = rows + raw.row_count, unreadable + len(raw.rejects)
    timeless = engine.query(
        "select count(*) as n from event_log where source = $source and occurred_at is null", {"source": name}
    )["n"][0].as_py()
    return SourceTried(name, len(files), len(tried), rows, unreadable, timeless, told.of(name))


def _read(engine: DuckEngine, file: SourceFile) -> RawFile:
    """Read a file where it lies; one of an object store from a copy."""
    if not file.url:
        return read(engine, file, file.path)
    with TemporaryDirectory() as scratch:
        copy = Path(scratch) / file.path.name
        with copy.open("wb") as out:
            out.writelines(parts(file.url, file.source))
        return read(engine, file, copy)


def _spread(files: Sequence[SourceFile]) -> Sequence[SourceFile]:
    """A few files, first and last among them."""
    if len(files) <= FILES_TRIED:
        return files
    return [files[round(place * (len(files) - 1) / (FILES_TRIED - 1))] for place in range(FILES_TRIED)]
