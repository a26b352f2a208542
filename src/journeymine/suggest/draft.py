"""The text of a first journey file: what was found, and with each guess a word that it must be confirmed.

Only names of columns and events are written, and parts of paths that the table of words knows; no values.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files

from journeymine.config.load import preset_names
from journeymine.sources.registry import entities_of, load_layouts
from journeymine.sources.times import needs_zone
from journeymine.suggest.exports import HEADER, Found
from journeymine.suggest.heads import Head
from journeymine.suggest.rules import scalar
from journeymine.suggest.tables import PURCHASE, PURCHASE_CANCELLED, Event, Table
from journeymine.suggest.times import Times

_TOP = """\
# A first journey file, proposed from the first rows of the files. Read it, correct it, then:
# journeymine check
# Every key is described in docs/journey-file.md.

title: Our customers' journeys
language: en            # en, pl or ar: labels and report
warehouse: warehouse    # a folder beside this file; made by the first run
"""
_PRESETS: Mapping[str, str] = {"rudderstack": "segment-ecommerce", "qualtrics": "survey"}
"""Presets of vendors that have none of their own name."""

_NO_IDS = frozenset(["ga4"])
"""Vendors whose events have no id."""

PLACEHOLDER = '- {name: contact, stage: awareness, when: {event: "*"}}'
"""A touchpoint for all events, where nothing tells their places."""


@dataclass(frozen=True)
class Proposal:
    """What the journey file says beside its sources.

    Attributes:
        touchpoints: lines of touchpoints, and comments.
        carts: for each role the events that have it.
        lost: for each source the largest share of a file's rows that can't be used.
    """

    touchpoints: tuple[str, ...] = ()
    carts: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])
    lost: Mapping[str, float] = field(default_factory=dict[str, float])


def preset_of(vendor: str) -> str | None:
    """The preset that begins with a vendor's usual events."""
    own = (name for name in preset_names() if name == vendor or name.startswith(f"{vendor}-"))
    return _PRESETS.get(vendor) or next(own, None)


def brings(vendor: str, key: str) -> bool:
    """Whether the preset of a vendor has some part, such as `touchpoints` or `carts`."""
    preset = preset_of(vendor)
    if preset is None:
        return False
    text = (files("journeymine") / "presets" / f"{preset}.yaml").read_text(encoding="utf-8")
    return re.search(f"^{key}:", text, re.MULTILINE) is not None


def journey_text(
    sources: Sequence[Found], globs: Mapping[str, Mapping[str, Sequence[str]]], proposal: Proposal
) -> str:
    """The journey file.

    Args:
        sources: what was found.
        globs: for each source by entity the globs of its files.
        proposal: the rest.
    """
    lines = ["sources:"]
    for found in sources:
        lines += [
            f"  {line}" for line in _source(found, globs[found.name], proposal.lost.get(found.name, 0.0))
        ]
    is_mapped = any(brings(found.vendor, "touchpoints") for found in sources)
    lines += _touchpoints(proposal.touchpoints, is_mapped=is_mapped)
    if {"add", "purchase"} <= proposal.carts.keys():
        lines += [
            "",
            "carts:",
            *(f"  {role}: {{event: {_listed(names)}}}" for role, names in proposal.carts.items()),
        ]
    return _TOP + "\n" + "\n".join(lines) + "\n"


def _source(found: Found, globs: Mapping[str, Sequence[str]], lost: float) -> list[str]:
    head = found.heads[0][1]
    lines = [f"vendor: {found.vendor}", *_files(found.vendor, globs)]
    if preset := preset_of(found.vendor):
        lines.append(f"preset: {preset}    # rules to begin with; entries of this file come first")
    if found.vendor in _NO_IDS:
        lines.append("dedupe: content    # its events have no id: of equal rows one counts")
    lines += _writing(found, head, globs.get(HEADER, ()))
    if _needs_zone(found):
        lines.append(
            "timezone: UTC    # confirm: the times carry no offset, so the files don't tell their zone"
        )
    if lost:
        rate = _rate(lost, is_partial=found.file_count > len(found.heads))
        share = f"up to {math.ceil(100 * lost):,} % of the rows of a file"
        lines.append(f"max_reject_rate: {rate}    # {share} can't be read, have no time or name no customer")
    if found.table is not None:
        lines += _table(found.table, head)
    return [f"{found.name}:", *(f"  {line}" for line in lines)]


def _files(vendor: str, globs: Mapping[str, Sequence[str]]) -> list[str]:
    if len(entities_of(vendor)) == 1:
        return [f"files: {_listed(texts)}" for entity, texts in globs.items() if entity != HEADER]
    return [
        "files:",
        *(f"  {entity}: {_listed(texts)}" for entity, texts in globs.items() if entity != HEADER),
    ]


def _writing(found: Found, head: Head, header: Sequence[str]) -> list[str]:
    """How the text is written, where it is not as expected."""
    layout = load_layouts().get((found.vendor, found.heads[0][0]))
    lines: list[str] = []
    if head.kind == "csv" and head.delimiter != (layout.delimiter if layout else ","):
        lines.append("delimiter: tab" if head.delimiter == "\t" else f'delimiter: "{head.delimiter}"')
    if header:
        lines.append(f"header: {scalar(header[0])}    # the files have no header line of their own")
    if head.encoding == "windows-1252":
        lines.append("encoding: windows-1252    # confirm: the text is not UTF-8; it may be windows-1250 too")
    elif head.encoding != "utf-8":
        lines.append(f"encoding: {head.encoding}")
    return lines


def _needs_zone(found: Found) -> bool:
    if found.table is not None:
        return found.table.times.needs_zone
    return any(_has_local_times(found.vendor, entity, head) for entity, head in found.heads)


def _has_local_times(vendor: str, entity: str, head: Head) -> bool:
    layout = load_layouts()[vendor, entity]
    promised = [item for item in layout.columns if item.name in layout.times]
    names = {name for item in promised for name in layout.names_of(item)}
    return any(needs_zone(head.column(name)) for name in head.names if layout.folded(name) in names)


def _table(table: Table, head: Head) -> list[str]:
    """The mapping of an unknown table."""
    lines = [
        "columns:",
        *(f"  {line}" for line in [*_time(table.time, table.times, head), *_event(table.event)]),
    ]
    lines += [f"  {part}: {scalar(name)}" for part, name in table.parts.items()]
    if table.value:
        product = f"{{product: {_listed(table.value)}}}"
        lines.append(f"  value: {_listed(table.value) if len(table.value) == 1 else product}")
    if table.is_visits:
        lines.append("sessionize: true    # its events form sessions")
    if table.value and "currency" not in table.parts:
        lines.append("# currency: EUR    # of the money in its values, which no column tells")
    if not table.is_key_told:
        lines.append(
            "# confirm: no name tells which column is the customer; the values of this one come again"
        )
    return [*lines, "keys:", *(f"  {kind}: {scalar(name)}" for kind, name in table.keys.items())]


def _time(name: str, times: Times, head: Head) -> list[str]:
    column = scalar(name)
    if times.choices:
        return [
            "time:",
            f"  column: {column}",
            "  # Day or month first? The values can't tell: no number above 12 stands in either place",
            f"  # in the {head.row_count:,} rows that were read. Take the # off the right line; until",
            "  # then a run refuses the file.",
            *(f'  # format: "{choice}"' for choice in times.choices),
        ]
    if times.unit is not None:
        return [f"time: {{column: {column}, unit: {times.unit}}}    # numbers since 1970, by their size"]
    if times.format is not None:
        return [f'time: {{column: {column}, format: "{times.format}"}}']
    return [f"time: {column}"]


def _event(event: Event) -> list[str]:
    if event.column is not None:
        return [f"event: {scalar(event.column)}"]
    constant = scalar(event.constant or "event")
    if event.negative is None:
        return [
            f"event: {{constant: {constant}}}    # confirm: no column names events, each row is taken as one"
        ]
    return [
        "event:    # confirm: each row is taken as bought, one with a negative number as taken back",
        f'  cases: [{{column: {scalar(event.negative)}, matches: "^-", is: {PURCHASE_CANCELLED}}}]',
        f"  otherwise: {PURCHASE}",
    ]


def _touchpoints(lines: Sequence[str], *, is_mapped: bool) -> list[str]:
    if is_mapped and not lines:
        return []
    told = [
        "",
        "# Proposed from the names of events; the first rule that matches an event wins.",
        "# Correct them as you know better.",
    ]
    is_bare = not is_mapped and all(line.startswith("#") for line in lines)
    if is_bare:
        told.append("# No event's name tells its place, so one rule takes them all until you map them.")
    own = [PLACEHOLDER, *lines] if is_bare else lines
    has_rules = any(not line.startswith("#") for line in own)
    return [*told, "touchpoints:" if has_rules else "# touchpoints:", *(f"  {line}" for line in own)]


def _rate(lost: float, *, is_partial: bool) -> float:
    """The share of rejects to allow: what was seen and a fifth more; twice it where only some files were
    read.
    """
    return min(1.0, math.ceil(100 * ((2.0 if is_partial else 1.2) * lost + 0.01)) / 100)


def _listed(texts: Sequence[str]) -> str:
    """One text, or a list of several."""
    return scalar(texts[0]) if len(texts) == 1 else "[" + ", ".join(map(scalar, texts)) + "]"
