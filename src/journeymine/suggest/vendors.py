"""Whose export a file is: told from its columns, by what the vendors' layouts promise.

A layout fits where all that it requires is there; of several that fit, the one that knows most of the
columns. Names that any table may have prove nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from journeymine.errors import DataRefused
from journeymine.sources.layouts import Layout, fold, plan_of, require
from journeymine.sources.registry import load_layouts
from journeymine.suggest.heads import Head, with_header

HEADER_FILE = "column_headers.tsv"
"""What a feed without a header line brings its column names in."""

_COMMON_NAMES = """
id name type status kind time timestamp date day at created createdat createddate updatedat event
eventname eventtype eventtime eventid value quantity price total amount revenue currency user userid
customer customerid email phone channel source medium campaign device deviceid devicetype page pageurl url
path language country city platform session sessionid score rating comment key title orderid sku productid
category description subject tags body contactid ownerid isactive isdeleted text properties
"""
_COMMON = frozenset(_COMMON_NAMES.split())
_RECORD_KEYS: Mapping[str, tuple[str, ...]] = {"ga4": ("event_params", "user_pseudo_id", "event_date")}
"""Keys of records that are kept whole, of which one beside the required ones proves the vendor."""

_FILLERS = frozenset(["data", "export", "exports", "table", "sf", "part", "all", "report"])
"""Words of a file's name beside that of its table."""


@dataclass(frozen=True)
class Match:
    """A layout that fits a file.

    Attributes:
        layout: it.
        head: the file's head; with the column names from elsewhere where it has none itself.
        known: share of the file's columns that the layout knows.
        fed: how many columns of the layout it has.
        telling: how many of them only few tables have.
    """

    layout: Layout
    head: Head
    known: float
    fed: int
    telling: int

    @property
    def is_proof(self) -> bool:
        """Whether the columns alone tell the vendor: some that few tables have, and few unknown ones."""
        if self.layout.is_record:
            return True
        least_known = 0.9 if self.telling == 1 else 0.7 if self.fed < 5 else 0.5
        return self.telling >= 1 and self.fed >= (4 if self.telling == 1 else 3) and self.known >= least_known

    @property
    def is_named(self) -> bool:
        """Whether the file is called as the table: `Contact.csv`, `users.csv`, `sf_deal_data.csv.gz`."""
        words = re.findall(r"[A-Z]?[a-z]+|[A-Z]+", self.head.path.name.partition(".")[0])
        left = [word.lower() for word in words if word.lower() not in {*_FILLERS, self.layout.vendor}]
        entity = fold(self.layout.entity)
        return "".join(left) in (entity, f"{entity}s")


def recognise(head: Head) -> Match | None:
    """The vendor and entity of a file, where its columns tell them."""
    if not head.has_header:
        return _headerless(head)
    matches = _matches(head)
    best = max((match for match in matches if match.is_proof), key=_rank, default=None)
    if best is None or best.is_named:
        return best
    named = (match for match in matches if match.is_named and match.layout.vendor == best.layout.vendor)
    return max(named, key=_rank, default=best)


def recognise_among(head: Head, vendors: Iterable[str]) -> Match | None:
    """The entity of a file whose columns tell little, but whose name is that of a table of a vendor.

    Args:
        head: the file.
        vendors: those whose files lie beside it.
    """
    wanted = set(vendors)
    named = (match for match in _matches(head) if match.layout.vendor in wanted and match.is_named)
    return max(named, key=_rank, default=None)


def is_feed_header(path: Path) -> bool:
    """Whether a file only brings the column names of others."""
    return path.name == HEADER_FILE


def _rank(match: Match) -> tuple[int, float]:
    return match.fed, match.known


def _matches(head: Head) -> list[Match]:
    return [
        match
        for layout in load_layouts().values()
        if not layout.header and (match := _match(head, layout)) is not None
    ]


def _match(head: Head, layout: Layout) -> Match | None:
    names = head.names
    try:
        require(frozenset(names), layout, head.path.name)
    except DataRefused:
        return None
    if layout.is_record:
        found = sum(key in names for key in _RECORD_KEYS.get(layout.vendor, ()))
        return Match(layout, head, 1.0, len(names), 2) if head.records is not None and found else None
    plan = plan_of(names, layout, "all")
    fed = [names[place] for place in plan.feeds if place is not None]
    spare = sum(fold(name) in layout.unkept or name.startswith("_") for name in names if name not in fed)
    known = (len(fed) + spare + len(plan.gathered)) / len(names)
    return Match(layout, head, known, len(fed), sum(fold(name) not in _COMMON for name in fed))


def _headerless(head: Head) -> Match | None:
    """Only where the number of columns can't be another's and what should be ids are."""
    width = len(head.piece.names)
    beside = head.path.parent / HEADER_FILE
    if beside.exists():
        names = tuple(beside.read_text(encoding="utf-8").strip("\n").split("\n")[0].split("\t"))
        if len(names) == width:
            return recognise(with_header(head, names, beside))
    for layout in load_layouts().values():
        if layout.header and (len(layout.header), layout.delimiter) == (width, head.delimiter):
            read = with_header(head, layout.header)
            if _has_ids(read, layout):
                return Match(layout, read, 1.0, width, width)
    return None


def _has_ids(head: Head, layout: Layout) -> bool:
    """Whether most records have all that the layout requires."""
    needed = [head.column(item.name) for item in layout.columns if item.is_required]
    return head.row_count > 0 and all(column.null_count * 2 <= head.row_count for column in needed)
