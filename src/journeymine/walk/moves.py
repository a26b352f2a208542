"""How each journey moves: forward, back, in returns; how often it changes its channel, and how many it uses
at once.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from journeymine.walk.paths import Int32
from journeymine.walk.walked import Block, Walked, over_blocks

CHANNEL_SPAN = 24 * 3600 * 1_000_000
"""Channels used within so many microseconds are used at once."""


def journey_moves(stages: Walked, channels: Walked) -> pa.Table:
    """Movement of each journey; row n is journey n.

    Args:
        stages: journeys at level stage, each stay a step.
        channels: the same at level channel, each event a step.

    Returns:
        step_count, forward_count, skip_count, backward_count, backward_depth (sum of the falls),
        ping_pong_count, revisit_count, channel_switch_count, concurrent_channels.
    """
    moves = _moves(stages)
    names = ("step", "forward", "skip", "backward", "depth", "ping_pong", "revisit")
    columns = {f"{name}_count": pa.array(moves[:, at], pa.int64()) for at, name in enumerate(names)}
    switches, concurrent = _channel_use(channels)
    columns["backward_depth"] = columns.pop("depth_count")
    columns["channel_switch_count"] = pa.array(switches, pa.int64())
    columns["concurrent_channels"] = pa.array(concurrent, pa.int64())
    return pa.table(columns)


def _moves(walked: Walked) -> Int32:
    from journeymine.walk.kernels.moves import REVISITS, count_moves

    out = np.zeros((len(walked), REVISITS + 1), dtype=np.int32)

    def work(_own: None, block: Block) -> None:
        seen = np.full(len(walked.names), -1, dtype=np.int64)
        count_moves(block.start, block.node, block.low, block.count, seen, out)

    over_blocks(walked, lambda: None, work)
    return out


def _channel_use(walked: Walked) -> tuple[Int32, Int32]:
    """How often each unit changes its channel, and the most channels it uses within 24 hours."""
    from journeymine.walk.kernels.moves import count_changes, count_concurrent

    switches, concurrent = np.zeros(len(walked), dtype=np.int32), np.zeros(len(walked), dtype=np.int32)

    def work(_own: None, block: Block) -> None:
        held = np.zeros(len(walked.names), dtype=np.int64)
        count_changes(block.start, block.node, block.low, block.count, switches)
        steps = (block.start, block.node, block.entered, block.low, block.count)
        count_concurrent(*steps, walked.times, CHANNEL_SPAN, held, concurrent)

    over_blocks(walked, lambda: None, work)
    return switches, concurrent
