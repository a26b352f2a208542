"""`journeymine init`: a first journey file, commented, from a preset or from the exports themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path

from journeymine.config.load import preset_names
from journeymine.engine import DuckEngine
from journeymine.errors import UsageError
from journeymine.sources.registry import entities_of, load_layouts
from journeymine.suggest.draft import PLACEHOLDER, brings
from journeymine.suggest.propose import First, propose

_MEMORY = "1500MB"
_IGNORED = "warehouse/\nexports/\n"
_TABLE = """
    columns:
      time: created_at      # ISO 8601; for numbers {column: created_at, unit: s}
      event: event          # the column of the event's name
    keys:
      user: user_id         # columns that name the customer: user, crm, email, phone, anonymous
      email: email"""


def write_start(folder: Path, preset: str) -> list[str]:
    """Write journey.yaml, exports/ and .gitignore.

    Args:
        folder: made where it is missing.
        preset: rules to begin with.

    Returns:
        What was done and what to do next, a line each.

    Raises:
        UsageError: there is no such preset, or a journey file is there already.
    """
    if preset not in preset_names():
        raise UsageError(f"there is no preset {preset!r}; presets are: {', '.join(preset_names())}")
    target = _free(folder)
    vendor = _vendor_of(preset)
    exports = folder / "exports" / (preset if vendor == "table" else vendor)
    exports.mkdir(parents=True, exist_ok=True)
    text = (files("journeymine") / "presets" / "start.txt").read_text(encoding="utf-8")
    for mark, written in (
        ("@NAME@", preset.partition("-")[0]),
        ("@VENDOR@", vendor),
        ("@FILES@", _patterns(vendor, f"exports/{exports.name}")),
        ("@PRESET@", preset),
    ):
        text = text.replace(mark, written)
    if not brings(vendor, "touchpoints") and vendor != "table":
        text += f"touchpoints:\n  {PLACEHOLDER}\n"
    _write(target, text)
    return [f"wrote {target}", f"put exports under {exports}", f"then: journeymine check -c {target}"]


def write_first(folder: Path, given: Sequence[str]) -> list[str]:
    """Write journey.yaml as the exports propose it.

    Args:
        folder: made where it is missing.
        given: files, folders and globs.

    Returns:
        What was found and what to do next, a line each.

    Raises:
        UsageError: a journey file is there already.
        DataRefused: there are no files, or none of them can be taken.
    """
    target = _free(folder)
    folder.mkdir(parents=True, exist_ok=True)
    engine = DuckEngine.open(None, memory_limit=_MEMORY, threads=2)
    try:
        first = propose(engine, given, folder)
    finally:
        engine.close()
    _write(target, first.text)
    return [f"wrote {target}", *_told(first), f"then: journeymine check -c {target}"]


def _told(first: First) -> Iterator[str]:
    for found in first.sorted.sources:
        tables = ", ".join(entity for entity in found.kinds if entity) or "its columns by guess"
        counts = f"{found.file_count:,} files, {len(found.heads):,} read"
        yield f"  {found.name}: {found.vendor}, {counts}: {tables}"
        if found.table is not None and found.table.times.choices:
            yield f"    to decide: whether days or months come first in column {found.table.time!r}"
        if found.table is not None and not found.table.is_key_told:
            yield "    to confirm: which column names the customer"
    for path, why in first.sorted.left_out:
        yield f"  left out {path.name}: {why}"
    if not first.converts:
        yield "  no event reaches a stage that converts; give the one that does a touchpoint at `purchase`"


def _free(folder: Path) -> Path:
    target = folder / "journey.yaml"
    if target.exists():
        raise UsageError(f"{target} is there already; nothing was written")
    return target


def _write(target: Path, text: str) -> None:
    target.write_text(text, encoding="utf-8")
    ignored = target.parent / ".gitignore"
    if not ignored.exists():
        ignored.write_text(_IGNORED, encoding="utf-8")


def _vendor_of(preset: str) -> str:
    """The vendor that a preset is called after; that of any table has another name."""
    vendors = {vendor for vendor, _ in load_layouts()}
    name = preset.partition("-")[0]
    return name if name in vendors else "table"


def _patterns(vendor: str, folder: str) -> str:
    entities = entities_of(vendor)
    if len(entities) == 1:
        return f"{folder}/*" + (_TABLE if vendor == "table" else "")
    return "    # tables that you do not export can be left out" + "".join(
        f"\n      {entity}: {folder}/{entity}.*" for entity in entities
    )
