"""All steps of units in order, block by block, as rows of the table steps."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from journeymine.walk.paths import Int32
from journeymine.walk.walked import Walked, blocks_of

_AT = pa.timestamp("us", "UTC")
SCHEMA = pa.schema(
    [
        ("unit_no", pa.int64()),
        ("step_index", pa.int64()),
        ("node", pa.dictionary(pa.int32(), pa.string())),
        ("entered_at", _AT),
        ("left_at", _AT),
        ("event_count", pa.int64()),
    ]
)


def stays(walked: Walked) -> Iterator[pa.RecordBatch]:
    """Each stay of each unit, in order of unit and step.

    Args:
        walked: what is followed.

    Yields:
        One batch for each block, of the columns of SCHEMA: unit_no (its number), step_index (from 0), node,
        entered_at and left_at (UTC), event_count. Nothing in it lies in the block's own arrays.
    """
    names = pa.array(walked.names, pa.string())
    for block in blocks_of(walked, counts_events=True):
        steps = block.steps
        begun = block.start[: block.count + 1]
        lengths = np.diff(begun)
        unit = np.repeat(np.arange(block.low, block.low + block.count), lengths)
        index = np.arange(steps) - np.repeat(begun[:-1], lengths)
        node = pa.DictionaryArray.from_arrays(pa.array(block.node[:steps].copy()), names)
        ends = (walked.times[rows[:steps]] for rows in (block.entered, block.left))
        entered, left = (pa.array(at, pa.int64()).cast(_AT) for at in ends)
        count = pa.array(block.events[:steps], pa.int64())
        yield pa.record_batch([pa.array(unit), pa.array(index), node, entered, left, count], schema=SCHEMA)


def codes_of(column: pa.ChunkedArray) -> Int32:
    """The codes of a column of codes whose words are the same in each chunk."""
    parts = [chunk.indices.to_numpy() for chunk in column.chunks]
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int32)
