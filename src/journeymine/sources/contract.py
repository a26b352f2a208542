"""What a source's contract says about columns that nobody promised: kept and told (`evolve`), refused
(`freeze`), or left out and told (`discard`).

Promised are the columns of the vendor's layout or of the mapping, and those that `properties` lists.
"""

from __future__ import annotations

from journeymine.config import Source
from journeymine.errors import ConfigError, DataRefused
from journeymine.sources.layouts import listed
from journeymine.sources.shapes import Shape


def settled(source: Source) -> Source:
    """The source as its files are read: by `discard`, no column becomes a property unless it is listed."""
    is_shut = source.contract == "discard" and source.properties == "all"
    return source.model_copy(update={"properties": "none"}) if is_shut else source


def refuse_contract(source: Source) -> None:
    """Refuse a contract about columns for a vendor whose records are kept whole.

    Raises:
        ConfigError: the source has one.
    """
    if source.contract != "evolve":
        raise ConfigError(
            f"found {source.contract!r}, but records of {source.vendor} are kept whole and have no columns "
            "to hold to; leave the key out",
            key=f"sources.{source.name}.contract",
        )


def check_columns(source: Source, shape: Shape, seen: frozenset[str], shown: str) -> None:
    """Hold a file's columns against what was promised.

    Args:
        source: whose contract counts.
        shape: what must be there, and what is unknown.
        seen: names of all columns of the file.
        shown: the file's path for messages.

    Raises:
        DataRefused: a required column is missing, or by `freeze` there is one that nobody promised.
        ConfigError: the mapping names a column that is not there.
    """
    shape.check(seen, shown)
    unknown = shape.unknown(seen) if source.contract == "freeze" else ()
    if unknown:
        raise DataRefused(
            f"{shown}: the contract of source {source.name!r} is freeze, and nobody promised the columns "
            f"{listed(unknown)}; nothing of it was loaded. Name them under sources.{source.name}.properties, "
            "or say `contract: evolve`"
        )


def notes_of(source: Source, shape: Shape, seen: frozenset[str]) -> tuple[str, ...]:
    """What to tell about a file's columns that nobody promised."""
    if source.contract != "discard":
        return shape.notes(seen)
    unknown = shape.unknown(seen)
    return (f"columns that nobody promised are left out: {listed(unknown)}",) if unknown else ()
