"""Which files a journey file's sources name: globs expanded in a stable order, and refused where they find
nothing.

Reads the settings, the file system and object stores, gives `SourceFile` rows for the loading. A source that
is a query has no files here.
"""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from journeymine.config import Settings, Source
from journeymine.errors import ConfigError, DataRefused
from journeymine.sources.places import find, is_url
from journeymine.sources.registry import entities_of


@dataclass(frozen=True)
class SourceFile:
    """One file that a source's globs name.

    Attributes:
        source: the source.
        entity: which of the vendor's tables it holds, e.g. `lead`; `events` for a table.
        path: the file, absolute; of a file in an object store its path there, by which only its format is
            told.
        shown: its path from the journey file's folder, with forward slashes, or its address; what users are
            shown.
        url: its address in an object store; empty for a local file.
        stamp: what the store said of its state when it was listed.
    """

    source: Source
    entity: str
    path: Path
    shown: str
    url: str = ""
    stamp: str = ""

    @property
    def place(self) -> str:
        """Where it lies: its address or its path."""
        return self.url or str(self.path)


@dataclass(frozen=True)
class _Pattern:
    source: Source
    entity: str
    text: str

    @property
    def has_wildcard(self) -> bool:
        return glob.has_magic(self.text)

    @property
    def is_url(self) -> bool:
        return is_url(self.text)


@dataclass(frozen=True)
class _Match:
    path: Path
    url: str = ""
    stamp: str = ""

    @property
    def place(self) -> str:
        return self.url or self.path.as_posix()


def list_files(settings: Settings) -> tuple[SourceFile, ...]:
    """All files that the sources name, by source and entity as in the journey file, then by path in natural
    order.

    Args:
        settings: the journey file; its folder is where relative globs start.

    Returns:
        The files, each once per source and entity.

    Raises:
        ConfigError: a source names an entity that its vendor does not have.
            Or it names files of an object store that is not to be copied, or whose driver is missing.
        DataRefused: a named file is missing, no glob of a source finds a file, or a store does not answer.
    """
    sources = [source for source in settings.sources.values() if source.files]
    if settings.privacy.landing == "reference":
        _refuse_remote(sources)
    return tuple(file for source in sources for file in _files_of(source, settings.folder))


def empty_patterns(settings: Settings) -> tuple[str, ...]:
    """One sentence for each glob that finds no file while its source has others."""
    return tuple(
        f"source {pattern.source.name!r}: {pattern.text!r} finds no file"
        for source in settings.sources.values()
        for pattern in _patterns(source)
        if pattern.has_wildcard and not _matches(pattern, settings.folder)
    )


def _refuse_remote(sources: Iterable[Source]) -> None:
    for pattern in (pattern for source in sources for pattern in _patterns(source)):
        if pattern.is_url:
            raise ConfigError(
                f"found reference, but {pattern.text!r} lies in an object store and must be copied to be "
                "read; say `landing: copy`",
                key="privacy.landing",
            )


def _files_of(source: Source, folder: Path) -> Iterator[SourceFile]:
    found = [(pattern.entity, _found(pattern, folder)) for pattern in _patterns(source)]
    if not any(paths for _, paths in found):
        texts = ", ".join(repr(pattern.text) for pattern in _patterns(source))
        is_local = not any(pattern.is_url for pattern in _patterns(source))
        folder_named = " in the journey file's folder" if is_local else ""
        raise DataRefused(
            f"source {source.name!r}: no file matches {texts}{folder_named}; "
            "put the exports there, or correct `files` in the journey file"
        )
    for entity in dict.fromkeys(entity for entity, _ in found):
        matched = {file.place: file for owner, files in found if owner == entity for file in files}
        for place in sorted(matched, key=_natural):
            file = matched[place]
            shown = file.url or _shown(file.path, folder)
            yield SourceFile(source, entity, file.path, shown, file.url, file.stamp)


def _patterns(source: Source) -> tuple[_Pattern, ...]:
    return tuple(
        _Pattern(source, _entity(source, entity), text)
        for entity, texts in source.files.items()
        for text in texts
    )


def _entity(source: Source, entity: str) -> str:
    known = entities_of(source.vendor)
    if not entity and len(known) == 1:
        return known[0]
    if entity in known:
        return entity
    near = get_close_matches(entity, known, n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    found = f"unknown entity {entity!r}" if entity else "files without an entity"
    raise ConfigError(
        f"{found}: {source.vendor} has {', '.join(known)}, written as `files: {{{known[0]}: FILE}}`{hint}",
        key=f"sources.{source.name}.files",
    )


def _found(pattern: _Pattern, folder: Path) -> tuple[_Match, ...]:
    paths = _matches(pattern, folder)
    if not paths and not pattern.has_wildcard:
        folder_named = "" if pattern.is_url else " in the journey file's folder"
        raise DataRefused(
            f"source {pattern.source.name!r}: there is no file {pattern.text!r}{folder_named}; "
            "put it there, or correct `files` in the journey file"
        )
    return paths


def _matches(pattern: _Pattern, folder: Path) -> tuple[_Match, ...]:
    if pattern.is_url:
        found = find(pattern.text, pattern.source)
        return tuple(_Match(Path(file.path), file.url, file.stamp) for file in found)
    # Path.glob refuses absolute patterns and follows no `..`; both are allowed here.
    names = glob.glob(pattern.text, root_dir=folder, recursive=True)  # noqa: PTH207
    paths = (Path(os.path.normpath(folder / name)) for name in names)
    return tuple(_Match(path) for path in paths if path.is_file())


def _natural(place: str) -> tuple[tuple[tuple[int, int | str], ...], str]:
    """Sort key by which `day-9` comes before `day-10`."""
    parts = re.split(r"([0-9]+)", place)
    numbered = tuple((1, int(part)) if place % 2 else (0, part) for place, part in enumerate(parts))
    return numbered, place


def _shown(path: Path, folder: Path) -> str:
    return Path(os.path.relpath(path, folder)).as_posix()
