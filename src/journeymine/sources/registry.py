"""Which vendors there are, their tables, and the shape in which a file of theirs is read."""

from __future__ import annotations

from types import MappingProxyType

from journeymine.config import Source
from journeymine.sources.layouts import Layout
from journeymine.sources.mapping import TableShape
from journeymine.sources.shapes import RecordShape, Shape, VendorShape
from journeymine.sources.vendors import ga4, salesforce, survey, zendesk

TABLE_ENTITY = "events"
LAYOUTS: MappingProxyType[tuple[str, str], Layout] = MappingProxyType(
    {
        (layout.vendor, layout.entity): layout
        for layout in (*ga4.LAYOUTS, *salesforce.LAYOUTS, *zendesk.LAYOUTS, *survey.LAYOUTS)
    }
)


def entities_of(vendor: str) -> tuple[str, ...]:
    """The tables of a vendor, as the journey file names them."""
    if vendor == "table":
        return (TABLE_ENTITY,)
    return tuple(entity for owner, entity in LAYOUTS if owner == vendor)


def shape_of(source: Source, entity: str, *, is_sparse: bool) -> Shape:
    """How a file of a source becomes rows of its raw table.

    Args:
        source: the source.
        entity: one of `entities_of(source.vendor)`.
        is_sparse: whether the file is JSON lines, whose objects need not have every key.
    """
    if source.vendor == "table":
        return TableShape(source, is_sparse)
    layout = LAYOUTS[source.vendor, entity]
    if source.vendor == "ga4":
        return RecordShape(layout)
    return VendorShape(survey.for_source(layout, source), source.properties)
