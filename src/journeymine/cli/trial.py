"""`journeymine check`: read some files of each source into memory and say what the rules make of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from journeymine.cli.show import Shower
from journeymine.config import Settings
from journeymine.engine import DuckEngine
from journeymine.sources import RawFile, SourceFile, Told, list_files, read
from journeymine.sources.database import queried, sample
from journeymine.sources.places import parts
from journeymine.suggest.coverage import Coverage, EventGroup, begin, cover, own_names, paste, stage, unusable
from journeymine.suggest.rules import Suggestion

FILES_TRIED = 5
ROWS_TRIED = 1000
UNMAPPED_SHOWN = 8
Unmapped = tuple[EventGroup, Suggestion | None]
Item = TypeVar("Item")


@dataclass(frozen=True)
class SourceTried:
    """A source: how many files there are and were tried, and what their rows came to."""

    name: str
    file_count: int
    tried_count: int
    row_count: int
    unreadable_count: int
    timeless_count: int
    keyless_count: int
    warnings: tuple[str, ...]

    def line(self) -> str:
        """It in words."""
        return (
            f"{self.name}: {self.file_count:,} files, {self.tried_count:,} tried: {self.row_count:,} rows, "
            f"{self.unreadable_count:,} unreadable, {self.timeless_count:,} without a usable time, "
            f"{self.keyless_count:,} that name no customer"
        )


@dataclass(frozen=True)
class Trial:
    """What a run would make of the sources, as far as they were tried."""

    sources: tuple[SourceTried, ...]
    coverage: Coverage

    @property
    def events(self) -> tuple[EventGroup, ...]:
        """All events tried, by name."""
        return self.coverage.groups

    def lines(self) -> Iterator[str]:
        """The trial in words."""
        for source in self.sources:
            yield source.line()
            yield from (f"  warning: {line}" for line in source.warnings)
            yield from self._events_of(source.name)
        yield from self._paste()
        yield from self._idle()
        yield "the journey file is sound; 'journeymine run' loads it"

    def as_tree(self) -> dict[str, object]:
        """The trial for machines."""
        return {
            "sources": [self._source_tree(source) for source in self.sources],
            "new_touchpoints": self.new_touchpoints(),
            "rules_matching_nothing": [
                {"part": idle.part, "rule": idle.shown, "is_own": idle.is_own} for idle in self.coverage.idle
            ],
            "touchpoints_never_seen": list(self.coverage.unseen),
            "touchpoints_behind_others": list(self.coverage.shadowed),
        }

    def unmapped(self, source: str) -> list[Unmapped]:
        """The most frequent events of a source without a touchpoint."""
        return self.coverage.unmapped(source, UNMAPPED_SHOWN)

    def new_touchpoints(self) -> list[str]:
        """Lines to put under `touchpoints` of the journey file."""
        found = (found for source in self.sources for _, found in self.unmapped(source.name))
        return paste(suggestion for suggestion in found if suggestion is not None)

    def _counts(self, source: str) -> tuple[int, int]:
        mine = [group for group in self.coverage.groups if group.source == source]
        return sum(group.mapped_count for group in mine), sum(group.event_count for group in mine)

    def _source_tree(self, source: SourceTried) -> dict[str, object]:
        mapped, total = self._counts(source.name)
        unmapped = [_unmapped_tree(group, found) for group, found in self.unmapped(source.name)]
        return {**asdict(source), "event_count": total, "mapped_count": mapped, "unmapped": unmapped}

    def _events_of(self, source: str) -> Iterator[str]:
        mapped, total = self._counts(source)
        yield f"  {mapped:,} of {total:,} events at a touchpoint{_share(mapped, total)}"
        yield from (_unmapped_line(group, found) for group, found in self.unmapped(source))

    def _paste(self) -> Iterator[str]:
        lines = self.new_touchpoints()
        if lines:
            yield "new touchpoints, to put under `touchpoints` of the journey file:"
            yield from (f"  {line}" for line in lines)

    def _idle(self) -> Iterator[str]:
        coverage, tried = self.coverage, self._tried()
        own = [idle for idle in coverage.idle if idle.is_own]
        if own:
            yield f"rules that match nothing in the {tried}:"
            yield from (f"  {idle.shown}" for idle in own)
        if len(coverage.idle) > len(own):
            count = len(coverage.idle) - len(own)
            yield (
                f"of the presets {count:,} rules match nothing in the {tried}; "
                "presets map more than one company uses"
            )
        if coverage.unseen:
            yield f"touchpoints that no event tried would reach: {_own_first(coverage)}"
        if coverage.shadowed:
            yield f"touchpoints whose events earlier rules take: {', '.join(coverage.shadowed)}"

    def _tried(self) -> str:
        tried = sum(source.tried_count for source in self.sources)
        return f"{tried:,} of {sum(source.file_count for source in self.sources):,} files tried"


def try_out(settings: Settings, shower: Shower) -> Trial:
    """Read up to five files of each source and entity, of a query some rows, and classify their events;
    nothing is kept.

    Raises:
        DataRefused: a source or file can't be taken.
    """
    engine = DuckEngine.open(None, memory_limit=settings.memory_limit, threads=settings.threads)
    begin(engine)
    sources: list[SourceTried] = []
    for name, group in groupby(list_files(settings), key=lambda file: file.source.name):
        with shower.step(name):
            sources.append(_try_source(engine, name, list(group)))
    for source in queried(settings):
        with shower.step(source.name), TemporaryDirectory() as scratch:
            file = sample(source, Path(scratch), ROWS_TRIED)
            sources.append(_try_source(engine, source.name, [file]))
    coverage = cover(engine, settings, own_names(settings))
    engine.close()
    return Trial(tuple(sources), coverage)


def _try_source(engine: DuckEngine, name: str, files: Sequence[SourceFile]) -> SourceTried:
    tried = [
        file for _, group in groupby(files, key=lambda file: file.entity) for file in spread(list(group))
    ]
    rows, unreadable, told = 0, 0, Told()
    for file in tried:
        raw = _read(engine, file)
        told.add(name, raw.warnings)
        stage(engine, name, raw.model, raw.parameters)
        rows, unreadable = rows + raw.row_count, unreadable + len(raw.rejects)
    return SourceTried(
        name, len(files), len(tried), rows, unreadable, *unusable(engine, name), warnings=told.of(name)
    )


def _read(engine: DuckEngine, file: SourceFile) -> RawFile:
    """Read a file where it lies; one of an object store from a copy."""
    if not file.url:
        return read(engine, file, file.path)
    with TemporaryDirectory() as scratch:
        copy = Path(scratch) / file.path.name
        with copy.open("wb") as out:
            out.writelines(parts(file.url, file.source))
        return read(engine, file, copy)


def spread(files: Sequence[Item]) -> Sequence[Item]:
    """A few files, first and last among them."""
    if len(files) <= FILES_TRIED:
        return files
    return [files[round(place * (len(files) - 1) / (FILES_TRIED - 1))] for place in range(FILES_TRIED)]


def _unmapped_line(group: EventGroup, found: Suggestion | None) -> str:
    line = f"  no rule for {group.shown} ({group.unmapped_count:,} events)"
    if group.mapped_count:
        return f"{line}; other rules take {group.mapped_count:,} of its events"
    if found is None:
        return line
    if found.is_new and found.is_rule:
        return f"{line}: touchpoint {found.touchpoint!r} at {found.stage}, see below"
    return f"{line}: nobody can place it by its name, see below" if found.is_new else f"{line}: {found.rule}"


def _unmapped_tree(group: EventGroup, found: Suggestion | None) -> dict[str, object]:
    """A group and its rule; a name that looks like a value is not given."""
    return {
        "event": None if group.is_value else group.name,
        "page": None if group.is_value else group.page,
        "event_count": group.event_count,
        "unmapped_count": group.unmapped_count,
        "touchpoint": found.touchpoint if found else None,
        "stage": found.stage if found else None,
        "rule": found.rule if found else None,
    }


def _own_first(coverage: Coverage) -> str:
    """Touchpoints never seen: those of the file by name, those of presets by number."""
    own = {point.name for point in coverage.known.touchpoints if point.is_own}
    named = [name for name in coverage.unseen if name in own]
    rest = len(coverage.unseen) - len(named)
    return ", ".join([*named, *([f"{rest:,} of the presets"] if rest else [])])


def _share(part: int, whole: int) -> str:
    return f" ({100 * part / whole:.0f} %)" if whole else ""
