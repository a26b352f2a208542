"""Which files a journey file's sources name: globs expanded in a stable order, and refused where they find
nothing.

Reads the settings and the file system, gives `SourceFile` rows for the loading.
"""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from journeymine.config import Settings, Source
from journeymine.errors import ConfigError, DataRefused
from journeymine.sources.registry import entities_of


@dataclass(frozen=True)
class SourceFile:
    """One file that a source's globs name.

    Attributes:
        source: the source.
        entity: which of the vendor's tables it holds, e.g. `lead`; `events` for a table.
        path: the file, absolute.
        shown: its path from the journey file's folder, with forward slashes; what users are shown.
    """

    source: Source
    entity: str
    path: Path
    shown: str


@dataclass(frozen=True)
class _Pattern:
    source: Source
    entity: str
    text: str

    @property
    def has_wildcard(self) -> bool:
        return glob.has_magic(self.text)


def list_files(settings: Settings) -> tuple[SourceFile, ...]:
    """All files that the sources name, by source and entity as in the journey file, then by path in natural
    order.

    Args:
        settings: the journey file; its folder is where relative globs start.

    Returns:
        The files, each once per source and entity.

    Raises:
        ConfigError: a source names an entity that its vendor does not have.
        DataRefused: a named file is missing, or no glob of a source finds a file.
    """
    return tuple(file for source in settings.sources.values() for file in _files_of(source, settings.folder))


def empty_patterns(settings: Settings) -> tuple[str, ...]:
    """One sentence for each glob that finds no file while its source has others."""
    return tuple(
        f"source {pattern.source.name!r}: {pattern.text!r} finds no file"
        for source in settings.sources.values()
        for pattern in _patterns(source)
        if pattern.has_wildcard and not _matches(pattern, settings.folder)
    )


def _files_of(source: Source, folder: Path) -> Iterator[SourceFile]:
    found = [(pattern.entity, _found(pattern, folder)) for pattern in _patterns(source)]
    if not any(paths for _, paths in found):
        texts = ", ".join(repr(pattern.text) for pattern in _patterns(source))
        raise DataRefused(
            f"source {source.name!r}: no file matches {texts} in the journey file's folder; "
            "put the exports there, or correct `files` in the journey file"
        )
    for entity in dict.fromkeys(entity for entity, _ in found):
        matched = {path for owner, paths in found if owner == entity for path in paths}
        for path in sorted(matched, key=_natural):
            yield SourceFile(source, entity, path, _shown(path, folder))


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


def _found(pattern: _Pattern, folder: Path) -> tuple[Path, ...]:
    paths = _matches(pattern, folder)
    if not paths and not pattern.has_wildcard:
        raise DataRefused(
            f"source {pattern.source.name!r}: there is no file {pattern.text!r} in the journey file's "
            "folder; put it there, or correct `files` in the journey file"
        )
    return paths


def _matches(pattern: _Pattern, folder: Path) -> tuple[Path, ...]:
    # Path.glob refuses absolute patterns and follows no `..`; both are allowed here.
    names = glob.glob(pattern.text, root_dir=folder, recursive=True)  # noqa: PTH207
    paths = (Path(os.path.normpath(folder / name)) for name in names)
    return tuple(path for path in paths if path.is_file())


def _natural(path: Path) -> tuple[tuple[tuple[int, int | str], ...], str]:
    """Sort key by which `day-9` comes before `day-10`."""
    parts = re.split(r"([0-9]+)", path.as_posix())
    numbered = tuple((1, int(part)) if place % 2 else (0, part) for place, part in enumerate(parts))
    return numbered, path.as_posix()


def _shown(path: Path, folder: Path) -> str:
    return Path(os.path.relpath(path, folder)).as_posix()
