"""Large files of JSON lines poured into the raw table: the database takes the objects apart and puts them
there in one go.

Objects that it can't take so come as pieces, a block at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pyarrow as pa

from journeymine.engine.base import Offered
from journeymine.sources.ahead import ahead
from journeymine.sources.blocks import TextFile
from journeymine.sources.jsonlines import (
    TABLE,
    Objects,
    as_table,
    scanned_objects,
    structure_of,
    taken_apart,
)
from journeymine.sources.loading import Loading
from journeymine.sources.pieces import are_columns
from journeymine.sources.shapes import LINE, Shape

_GROUP_ROWS = 122_880
"""Rows of a group in DuckDB; fewer are written as single rows, and some of these make it pack its tables."""
_GROUP_BLOCKS = 8
Group = tuple[Objects, ...]


def can_pour(shape: Shape) -> bool:
    """Whether a raw table can be filled without a look at each piece: each column of it is a choice of the
    file's, and these lie at the top of the objects.
    """
    return shape.made_of(()) is not None and not any("." in name for name in shape.wanted())


def pour(loading: Loading, file: TextFile) -> None:
    """Load a file of JSON lines.

    Args:
        loading: gets the rows and rejects.
        file: the file; `can_pour` holds for the shape of its raw table.

    Raises:
        DataRefused: the file is not what it says.
        ConfigError: the journey file does not say enough to read it.
    """
    engine = loading.engine
    with engine.aside() as helper, closing(ahead(_groups(scanned_objects(helper, file)))) as groups:
        for group in groups:
            if loading.shape.time_columns() and not loading.has_known_times:
                loading.check_times(taken_apart(engine, group[0]))
            if _is_poured(loading, group):
                loading.rejects.extend(reject for objects in group for reject in objects.piece.rejects)
            else:
                for objects in group:
                    loading.add(taken_apart(engine, objects))


def _groups(found: Iterator[Objects]) -> Iterator[Group]:
    """Some blocks together whose objects have the same keys, and as many rows as the database can append
    without packing what the table holds.
    """
    ready: Group = ()
    more: Group = ()
    for objects in found:
        if (before := ready + more) and objects.names != before[0].names:
            yield before
            ready, more = (), ()
        more += (objects,)
        if _row_count(more) >= _GROUP_ROWS or len(more) >= _GROUP_BLOCKS:
            if ready:
                yield ready
            ready, more = more, ()
    if ready or more:
        yield ready + more


def _row_count(group: Group) -> int:
    return sum(objects.piece.row_count for objects in group)


def _is_poured(loading: Loading, group: Group) -> bool:
    names = group[0].names
    if not names or not are_columns((*names, LINE.name)):
        return False
    lines = pa.concat_tables([as_table(objects.piece) for objects in group])
    has_empty = any(objects.has_empty for objects in group)
    with loading.engine.lend(TABLE, lines):
        return loading.pour(Offered("json_rows", {"structure": structure_of(names)}, has_empty), names)
