"""Touchpoints: as declared and as seen, and whether journeys go forward after them more than after their
stage's others.

Reads events, steps, journeys, stages, dropoff and touchpoint_scores; gives touchpoints.
"""

from __future__ import annotations

import pyarrow as pa

from journeymine.config import Settings
from journeymine.config.values import label_in
from journeymine.engine import Engine
from journeymine.measures.statistics import Shares, difference_of_shares

_COUNTS = ("leaving_count", "forward_count", "other_leaving_count", "other_forward_count")


def declare_touchpoints(engine: Engine, settings: Settings) -> None:
    """Make the journey file's touchpoints the table declared_touchpoints."""
    points = settings.touchpoints
    texts = {
        "touchpoint": [point.name for point in points],
        "stage": [point.stage for point in points],
        "channel": [point.channel for point in points],
        "owner": [point.owner for point in points],
        "purpose": [point.purpose for point in points],
        "label": [label_in(point.label, settings.language, point.name) for point in points],
        "effort": [point.effort or "medium" for point in points],
    }
    engine.register("declared_touchpoints", pa.table({k: pa.array(v, pa.string()) for k, v in texts.items()}))


def build_touchpoints(engine: Engine) -> str:
    """Build touchpoints.

    Returns:
        One line for the run's summary.
    """
    engine.model("int_touchpoint_moves")
    engine.model("int_touchpoints")
    table = engine.fetch("int_touchpoints", order_by=("touchpoint",))
    engine.register("touchpoints", with_effects(table))
    engine.drop("int_touchpoint_moves", "int_touchpoints")
    seen = sum(table["is_seen"].to_pylist())
    return f"{seen:,} of {len(table):,} touchpoints seen"


def with_effects(table: pa.Table) -> pa.Table:
    """Forward rate and effect with its 95 % interval, from the counts of each touchpoint and of its stage's
    others.

    Args:
        table: columns leaving_count, forward_count, other_leaving_count, other_forward_count; NULL where
            never seen.

    Returns:
        The table with forward_rate, effect, effect_low and effect_high in place of the counts.
    """
    counts = zip(*(table[name].to_pylist() for name in _COUNTS), strict=True)
    effects = [_effect(*(int(count or 0) for count in row)) for row in counts]
    kept = table.drop_columns(list(_COUNTS))
    for place, name in enumerate(("forward_rate", "effect", "effect_low", "effect_high")):
        kept = kept.append_column(name, pa.array([effect[place] for effect in effects], pa.float64()))
    return kept


def _effect(
    leaving: int, forward: int, other_leaving: int, other_forward: int
) -> tuple[float | None, float | None, float | None, float | None]:
    if not leaving:
        return None, None, None, None
    if not other_leaving:
        return forward / leaving, None, None, None
    here, others = Shares.of(forward, leaving), Shares.of(other_forward, other_leaving)
    ends = difference_of_shares(here, others)
    return float(here.rate), float(here.rate - others.rate), float(ends.low), float(ends.high)
