"""Which touches conversions and losses are put down to.

Reads paths of touches (walk/touches.py); gives, for each model, the credit of each node for conversions, for
their value and for losses. See docs/questions/attribution.md.
"""

from journeymine.measures.attribution.counts import (
    CONVERTED,
    IN_CURRENCY,
    KINDS,
    LOST,
    VALUE,
    PathCounts,
    count_paths,
)
from journeymine.measures.attribution.models import (
    MODELS,
    Aged,
    Credit,
    Effects,
    Meetings,
    Model,
    Options,
    Worth,
    attribute,
    meetings,
)
from journeymine.measures.attribution.order import OrderScore
from journeymine.measures.attribution.rules import Position

__all__ = [
    "CONVERTED",
    "IN_CURRENCY",
    "KINDS",
    "LOST",
    "MODELS",
    "VALUE",
    "Aged",
    "Credit",
    "Effects",
    "Meetings",
    "Model",
    "Options",
    "OrderScore",
    "PathCounts",
    "Position",
    "Worth",
    "attribute",
    "count_paths",
    "meetings",
]
