"""Files of which nothing is known, sorted into sources: whose they are, which table, and the globs that cover
them.

Files whose names differ in dates or numbers alone are of one kind; a few of them are read, all of them where
those few differ.
"""

from __future__ import annotations

import glob
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from journeymine.engine import Engine
from journeymine.errors import ConfigError, DataRefused
from journeymine.sources.read import format_by_name
from journeymine.suggest.heads import Head, read_head
from journeymine.suggest.tables import Refused, Table, guess
from journeymine.suggest.vendors import Match, is_feed_header, recognise, recognise_among

HEADS_READ = 5
HEADER = "header"
"""Among the globs of a source: the file that its column names stand in."""

_VAULT = "vault.duckdb"
"""What lies in every warehouse, and nowhere else."""

_DATE = re.compile(r"\d{4}[-_.]?\d{2}[-_.]?\d{2}(?:[-_.T]?\d{2,6})?|\d{4}[-_.]\d{2}(?!\d)")
_PARTITION = re.compile(r"^([A-Za-z_]+=)[\d._-]+$|^()\d{4}-\d{2}(?:-\d{2})?$")
_NUMBERS = re.compile(r"\d+(?:[-_.]\d+)*")
_NAMES: Mapping[str, str] = {
    **dict.fromkeys(("ga4", "snowplow", "segment", "rudderstack", "matomo", "adobe"), "web"),
    **dict.fromkeys(("posthog", "amplitude", "mixpanel"), "product"),
    **dict.fromkeys(("salesforce", "hubspot"), "crm"),
    **dict.fromkeys(("survey", "qualtrics"), "voice"),
    "zendesk": "support",
    "shopify": "shop",
}
"""What a vendor's source is called where the name is free."""


@dataclass(frozen=True)
class Kind:
    """Files of one kind.

    Attributes:
        paths: all of them.
        heads: of those that were read.
        match: the vendor's table; None for an unknown one.
    """

    paths: tuple[Path, ...]
    heads: tuple[Head, ...]
    match: Match | None = None

    @property
    def form(self) -> tuple[object, ...]:
        """What files of one source have in common."""
        head = self.heads[0]
        return (frozenset(head.names), head.kind, head.delimiter, head.encoding)


@dataclass(frozen=True)
class Found:
    """A source that was found.

    Attributes:
        name: what it is called.
        vendor: whose it is; `table` for an unknown table.
        kinds: its files by entity; by nothing for a table.
        table: what the columns of an unknown table may be.
    """

    name: str
    vendor: str
    kinds: Mapping[str, tuple[Kind, ...]]
    table: Table | None = None

    @property
    def file_count(self) -> int:
        """How many files it has."""
        return sum(len(kind.paths) for kinds in self.kinds.values() for kind in kinds)

    @property
    def heads(self) -> list[tuple[str, Head]]:
        """Entity and head of all files that were read."""
        return [
            (entity, head) for entity, kinds in self.kinds.items() for kind in kinds for head in kind.heads
        ]


@dataclass(frozen=True)
class Sorted:
    """What was found, and which files were left out and why."""

    sources: tuple[Found, ...]
    left_out: tuple[tuple[Path, str], ...]


def files_under(given: Sequence[str]) -> list[Path]:
    """Files that paths, folders and globs name; of a folder those whose names tell a format.

    Raises:
        DataRefused: one of them names nothing.
    """
    found: dict[Path, None] = {}
    for text in given:
        paths = [Path(name) for name in glob.glob(text, recursive=True)] or [Path(text)]  # noqa: PTH207
        files = [file for path in paths for file in ([path] if path.is_file() else _within(path))]
        if not files:
            raise DataRefused(f"{text!r} names no file, and no folder or glob with files of a known format")
        found.update(dict.fromkeys(_absolute(file) for file in files))
    return sorted(found)


def sort_out(engine: Engine, paths: Sequence[Path]) -> Sorted:
    """Sort files into sources.

    Args:
        engine: where JSON is taken apart.
        paths: the files, absolute.
    """
    left_out: list[tuple[Path, str]] = []
    kinds: list[Kind] = []
    for group in _alike(path for path in paths if not is_feed_header(path)):
        kinds += _kinds(engine, group, left_out)
    kinds = [_beside(kind, kinds) for kind in kinds]
    sources = _vendors(kinds)
    sources += _tables(kinds, sources, left_out)
    return Sorted(tuple(_called(sources)), tuple(left_out))


def globs_of(found: Found, folder: Path, all_paths: Iterable[Path]) -> dict[str, list[str]]:
    """By entity the globs that cover a source's files and none of another kind; by `HEADER` the file of their
    header.

    Args:
        found: the source.
        folder: where relative globs start.
        all_paths: all files that were found.
    """
    everything = set(all_paths)
    out: dict[str, list[str]] = {}
    for entity, kinds in found.kinds.items():
        own = {path for kind in kinds for path in kind.paths}
        globs = [text for kind in kinds for text in _globs(kind.paths, everything - own)]
        out[entity] = [_from(folder, text) for text in globs]
    headers = {head.header_file for _, head in found.heads if head.header_file is not None}
    return {**out, HEADER: [_from(folder, str(path)) for path in sorted(headers)]} if headers else out


def _absolute(path: Path) -> Path:
    """The path from the root without `..`; links are kept, for globs find files by the names they have."""
    return Path(os.path.abspath(path))  # noqa: PTH100


def _from(folder: Path, text: str) -> str:
    return Path(os.path.relpath(text, folder.absolute())).as_posix()


def _within(folder: Path) -> list[Path]:
    """Files of a known format in a folder and those inside it, hidden ones and warehouses left out."""
    found: list[Path] = []
    for name, inner, files in os.walk(folder):
        place = Path(name)
        inner[:] = sorted(
            part for part in inner if not part.startswith(".") and not _is_warehouse(place / part)
        )
        paths = (place / file for file in sorted(files) if not file.startswith("."))
        found += [path for path in paths if format_by_name(path)]
    return found


def _is_warehouse(folder: Path) -> bool:
    return (folder / _VAULT).exists()


def _alike(paths: Iterable[Path]) -> list[list[Path]]:
    """Files whose paths differ in numbers alone."""
    groups: defaultdict[str, list[Path]] = defaultdict(list)
    for path in paths:
        groups[re.sub(r"\d+", "*", str(path))].append(path)
    return list(groups.values())


def _kinds(engine: Engine, group: list[Path], left_out: list[tuple[Path, str]]) -> list[Kind]:
    """The kinds of files with like names: one where those that are read are alike, else each by itself."""
    step = max(1, (len(group) - 1) // (HEADS_READ - 1))
    some = group if len(group) <= HEADS_READ else [*group[::step][: HEADS_READ - 1], group[-1]]
    kinds = _read(engine, some, left_out)
    if len(kinds) == len(some) and len({_sameness(kind) for kind in kinds}) == 1:
        return [Kind(tuple(group), tuple(kind.heads[0] for kind in kinds), kinds[0].match)]
    return [*kinds, *_read(engine, [path for path in group if path not in some], left_out)]


def _read(engine: Engine, paths: Sequence[Path], left_out: list[tuple[Path, str]]) -> list[Kind]:
    kinds: list[Kind] = []
    for path in paths:
        try:
            head = read_head(engine, path)
        except (DataRefused, ConfigError) as error:
            left_out.append((path, str(error).removeprefix(f"{path.name}: ")))
            continue
        match = recognise(head)
        if not head.row_count:
            left_out.append((path, "it holds no rows"))
        else:
            kinds.append(Kind((path,), (match.head if match else head,), match))
    return kinds


def _sameness(kind: Kind) -> object:
    return (kind.match.layout.vendor, kind.match.layout.entity) if kind.match else kind.form


def _beside(kind: Kind, kinds: Sequence[Kind]) -> Kind:
    """A kind that its columns don't tell, as the table of a vendor whose files lie in the same folder."""
    folder = kind.paths[0].parent
    vendors = {
        other.match.layout.vendor for other in kinds if other.match and other.paths[0].parent == folder
    }
    if kind.match is not None or not vendors:
        return kind
    return Kind(kind.paths, kind.heads, recognise_among(kind.heads[0], vendors))


def _vendors(kinds: Iterable[Kind]) -> list[Found]:
    by_vendor: defaultdict[str, defaultdict[str, list[Kind]]] = defaultdict(lambda: defaultdict(list))
    for kind in kinds:
        if kind.match is not None:
            by_vendor[kind.match.layout.vendor][kind.match.layout.entity].append(kind)
    return [
        Found(_NAMES.get(vendor, vendor), vendor, {name: tuple(group) for name, group in entities.items()})
        for vendor, entities in by_vendor.items()
    ]


def _tables(kinds: Iterable[Kind], vendors: Sequence[Found], left_out: list[tuple[Path, str]]) -> list[Found]:
    """Unknown tables of one form as a source; beside a vendor's files only those that surely hold events."""
    folders = {
        path.parent
        for found in vendors
        for group in found.kinds.values()
        for kind in group
        for path in kind.paths
    }
    forms: defaultdict[tuple[object, ...], list[Kind]] = defaultdict(list)
    for kind in kinds:
        if kind.match is None:
            forms[kind.form].append(kind)
    tables: list[Found] = []
    for group in forms.values():
        head, paths = group[0].heads[0], [path for kind in group for path in kind.paths]
        table = (
            guess(head)
            if head.has_header
            else Refused("its first line names no columns; say them as `header:`")
        )
        if isinstance(table, Table) and table.event.column is None and paths[0].parent in folders:
            table = Refused("no table that its vendor's layouts know, and no column of events")
        if isinstance(table, Refused):
            left_out += [(path, table.why) for path in paths]
        else:
            tables.append(Found(_stem(paths[0]), "table", {"": tuple(group)}, table))
    return tables


def _called(sources: Iterable[Found]) -> Iterable[Found]:
    """The sources, each with a name of its own."""
    taken: set[str] = set()
    for found in sources:
        names = (found.name, found.vendor, *(f"{found.name}_{number}" for number in range(2, 1000)))
        name = next(name for name in names if name not in taken and name != "table")
        taken.add(name)
        yield Found(name, found.vendor, found.kinds, found.table)


def _stem(path: Path) -> str:
    words = re.findall(r"[A-Za-z]+", path.name.partition(".")[0]) or ["events"]
    return "_".join(word.lower() for word in words)


def _globs(paths: Sequence[Path], others: set[Path]) -> list[str]:
    """Dates as `*`, numbers too where the files differ in them; the paths themselves where that took others
    in.
    """
    globs = {_dateless(path) for path in paths}
    if len(globs) > 1:
        base = glob.escape(os.path.commonpath([path.parent for path in paths]))
        globs = {base + _NUMBERS.sub("*", glob.escape(str(path))[len(base) :]) for path in paths}
    taken = {Path(name) for text in globs for name in glob.glob(text)}  # noqa: PTH207
    return sorted(glob.escape(str(path)) for path in paths) if taken & others else sorted(globs)


def _dateless(path: Path) -> str:
    """The path with dates in its name, and in folders that are dates or `name=value`, as `*`."""
    folders = (_PARTITION.sub(r"\1*", glob.escape(part)) for part in path.parent.parts)
    return str(Path(*folders, _DATE.sub("*", glob.escape(path.name))))
