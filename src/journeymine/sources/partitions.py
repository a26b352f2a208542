"""Dated folders: what a path says in parts such as `dt=2026-11-01`, as columns of the rows that lie there.

Only columns that the journey file asks for are added: a row found in two folders stays one row.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import unquote

import pyarrow as pa

from journeymine.sources.pieces import Piece

_PART = re.compile(r"([^=]+)=(.*)")
_UNKNOWN = ("", "__HIVE_DEFAULT_PARTITION__")


def partition_columns(shown_path: str) -> tuple[tuple[str, str], ...]:
    """Name and value of each `name=value` folder of a path.

    Args:
        shown_path: a path or address with forward slashes; its last part, the file's name, is not looked at.

    Returns:
        In the order of the path, percent signs decoded; an unknown value is empty. Of a name that comes twice
        the folder nearest to the file counts.
    """
    found: dict[str, str] = {}
    for part in shown_path.split("/")[:-1]:
        match = _PART.fullmatch(part)
        if match:
            name, value = unquote(match[1]), unquote(match[2])
            found[name] = "" if value in _UNKNOWN else value
    return tuple(found.items())


def with_partitions(piece: Piece, shown_path: str, asked: Collection[str]) -> Piece:
    """The piece with the columns that its file's path says, where the file has none of that name.

    Args:
        piece: records of the file.
        shown_path: the file's path as users see it.
        asked: names that the journey file asks for; others are not added.
    """
    told = [
        (name, value)
        for name, value in partition_columns(shown_path)
        if name in asked and name not in piece.names
    ]
    if not told:
        return piece
    added = tuple(pa.array([value or None] * piece.row_count, pa.string()) for _, value in told)
    names = (*piece.names, *(name for name, _ in told))
    return Piece(names, piece.lines, (*piece.columns, *added), piece.rejects)
