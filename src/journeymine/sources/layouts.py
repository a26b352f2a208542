"""What a vendor's table promises: its columns by name, which of them must be there, and how a file's header
is held against it.

Columns are found by name, never by place. Unknown ones are kept as properties, except those whose names say
that they hold personal data.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from journeymine.errors import DataRefused
from journeymine.personal import PERSONAL, THING

Keep = tuple[str, ...] | Literal["all", "none"]
_PERSONAL, _NAMES_OF_THINGS = re.compile(PERSONAL), re.compile(THING)
_VALUE = re.compile(r"@|[0-9]{5,}|^[0-9.,:/ +-]+$")


@dataclass(frozen=True)
class Column:
    """One column of a vendor's layout.

    Attributes:
        name: its name in the raw table.
        meaning: one line, from the vendor documentation.
        is_required: whether a file without it is refused.
        aliases: other names that exports give it.
    """

    name: str
    meaning: str
    is_required: bool = False
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Layout:
    """One table of a vendor.

    Attributes:
        vendor: the vendor.
        entity: the table, as the journey file names it.
        columns: what it promises.
        times: columns whose times need a zone where they carry no offset.
        one_of: groups of columns; of each group at least one must be there.
        ignores_case: whether `CreatedDate`, `created_date` and `CREATED DATE` are one name.
        takes_epoch: whether its times may be seconds since 1970.
        unkept: columns that are neither read nor kept, by their folded names.
        model: names the raw table and the staging model, `<vendor>__<entity>` unless two vendors share one.
        is_record: whether JSON objects are kept whole, as the one column `record`.
        delimiter: between values of its delimited text.
        header: column names of its delimited text where that has no header line.
        is_quoted: whether quotes in its delimited text mean anything.
        is_escaped: whether a backslash before a delimiter or line end makes it a part of the value.
        gathers: how names of columns begin that go, however many, into the one map column `gathered`.
    """

    vendor: str
    entity: str
    columns: tuple[Column, ...]
    times: tuple[str, ...] = ()
    one_of: tuple[tuple[str, ...], ...] = ()
    ignores_case: bool = False
    takes_epoch: bool = False
    unkept: frozenset[str] = field(default_factory=frozenset)
    model: str = ""
    is_record: bool = False
    delimiter: str = ","
    header: tuple[str, ...] = ()
    is_quoted: bool = True
    is_escaped: bool = False
    gathers: tuple[str, ...] = ()

    @property
    def model_name(self) -> str:
        """What its raw table and staging model are named by."""
        return self.model or f"{self.vendor}__{self.entity}"

    def folded(self, name: str) -> str:
        """The form of a name that is compared."""
        return fold(name) if self.ignores_case else name

    def names_of(self, column: Column) -> tuple[str, ...]:
        """All names that a file may give a column, in the form that is compared."""
        return tuple(dict.fromkeys(self.folded(name) for name in (column.name, *column.aliases)))

    def is_gathered(self, name: str) -> bool:
        """Whether an unpromised column goes into the map column `gathered`."""
        return bool(self.gathers) and name.lower().startswith(self.gathers)


@dataclass(frozen=True)
class Plan:
    """How a file's columns feed a layout.

    Attributes:
        feeds: for each column of the layout its place in the file, or None.
        extras: places of unknown columns that are kept as properties.
        unkept: names of unknown columns that are not kept.
        gathered: places of columns that go into the map column `gathered`.
    """

    feeds: tuple[int | None, ...]
    extras: tuple[int, ...]
    unkept: tuple[str, ...]
    gathered: tuple[int, ...] = ()


def column(name: str, meaning: str, *aliases: str) -> Column:
    """An optional column."""
    return Column(name, meaning, aliases=aliases)


def required(name: str, meaning: str, *aliases: str) -> Column:
    """A column without which a file is refused."""
    return Column(name, meaning, is_required=True, aliases=aliases)


def fold(name: str) -> str:
    """A name without case, spaces, dots and underscores."""
    return re.sub(r"[\s._]+", "", name).lower()


def looks_personal(name: str) -> bool:
    """Whether a column's name says that it holds personal data or free text."""
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    plain = re.sub(r"[\s.\-]+", "_", snake)
    return _PERSONAL.search(plain) is not None and _NAMES_OF_THINGS.search(plain) is None


@lru_cache(maxsize=64)
def plan_of(names: tuple[str, ...], layout: Layout, keep: Keep) -> Plan:
    """How a header feeds a layout; a missing column feeds nothing, whether or not it is required.

    Args:
        names: the file's column names.
        layout: the promises.
        keep: which unknown columns become properties.

    Returns:
        Places in the file. Where a file has several names of one column, the layout's first wins.
    """
    places: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        places.setdefault(layout.folded(name), []).append(place)
    feeds = tuple(_feed(item, layout, places) for item in layout.columns)
    rest = [place for place in range(len(names)) if place not in feeds]
    gathered = tuple(place for place in rest if layout.is_gathered(names[place]))
    rest = [place for place in rest if place not in gathered]
    kept = tuple(place for place in rest if is_kept(names[place], keep, layout.unkept))
    return Plan(feeds, kept, tuple(names[place] for place in rest if place not in kept), gathered)


def is_kept(name: str, keep: Keep, unkept: frozenset[str] = frozenset()) -> bool:
    """Whether an unknown column becomes a property: by the journey file's list, else by its name."""
    if keep == "none":
        return False
    if keep != "all":
        return name in keep
    return not (name.startswith("_") or fold(name) in unkept or looks_personal(name))


def require(seen: frozenset[str], layout: Layout, shown: str) -> None:
    """Refuse a file that lacks what the layout asks for.

    Args:
        seen: names of all columns seen in it.
        layout: the promises.
        shown: the file's path for the message.

    Raises:
        DataRefused: names the missing columns, those there are, and what to do; or two columns with one name.
    """
    _refuse_twice(seen, layout, shown)
    folded = {layout.folded(name) for name in seen}
    absent = {item.name: item for item in layout.columns if folded.isdisjoint(layout.names_of(item))}
    missing = [item for item in absent.values() if item.is_required]
    missing += [absent[group[0]] for group in layout.one_of if all(name in absent for name in group)]
    if missing:
        told = "; ".join(f"{item.name!r} ({item.meaning})" for item in missing)
        raise DataRefused(
            f"{shown}: no column {told}; the file has {listed(sorted(seen))}. "
            f"Is it the {layout.entity} export of {layout.vendor}?{_delimiter_hint(seen)} "
            "Nothing of it was loaded"
        )


def listed(names: Sequence[str], most: int = 12) -> str:
    """Names of columns for a message, not too many; none where one looks like a value."""
    if any(_VALUE.search(name) for name in names):
        return "names that look like values, as in a file without a header"
    shown = ", ".join(repr(name[:60]) for name in names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown or "no columns"


def _feed(item: Column, layout: Layout, places: dict[str, list[int]]) -> int | None:
    found = (places[name][0] for name in layout.names_of(item) if name in places)
    return next(found, None)


def _refuse_twice(seen: frozenset[str], layout: Layout, shown: str) -> None:
    promised = {name for item in layout.columns for name in layout.names_of(item)}
    first: dict[str, str] = {}
    for name in sorted(seen):
        other = first.setdefault(layout.folded(name), name)
        if other != name and layout.folded(name) in promised:
            raise DataRefused(
                f"{shown}: the columns {other!r} and {name!r} have one name for {layout.vendor}; "
                "leave one out of the export. Nothing of it was loaded"
            )


def _delimiter_hint(seen: frozenset[str]) -> str:
    only = next(iter(seen)) if len(seen) == 1 else ""
    other = next((mark for mark in (";", "\t", "|", ",") if mark in only), None)
    return f" The delimiter may be {other!r}: say `delimiter:`." if other else ""
