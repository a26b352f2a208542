"""Which vendors there are, their tables, and the shape in which a file of theirs is read."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType, ModuleType

from journeymine.config import Source
from journeymine.sources.contract import refuse_contract, settled
from journeymine.sources.layouts import Layout
from journeymine.sources.mapping import TableShape
from journeymine.sources.shapes import RecordShape, Shape, VendorShape
from journeymine.sources.vendors import load_vendors

TABLE = Layout("table", "events", ())
"""Any table: the journey file's mapping promises its columns."""


@cache
def load_layouts() -> MappingProxyType[tuple[str, str], Layout]:
    """What all vendors' tables promise, by vendor and table; a table of one's own does without them."""
    return MappingProxyType(
        {(layout.vendor, layout.entity): layout for module in load_vendors() for layout in module.LAYOUTS}
    )


def entities_of(vendor: str) -> tuple[str, ...]:
    """The tables of a vendor, as the journey file names them."""
    if vendor == TABLE.vendor:
        return (TABLE.entity,)
    return tuple(entity for owner, entity in load_layouts() if owner == vendor)


def shape_of(source: Source, entity: str, *, is_sparse: bool) -> Shape:
    """How a file of a source becomes rows of its raw table.

    Args:
        source: the source.
        entity: one of `entities_of(source.vendor)`.
        is_sparse: whether the file is JSON lines, whose objects need not have every key.
    """
    layout = layout_of(source, entity)
    if layout is TABLE:
        return TableShape(settled(source), is_sparse)
    if layout.is_record:
        refuse_contract(source)
        return RecordShape(layout)
    return VendorShape(layout, settled(source).properties)


def layout_of(source: Source, entity: str) -> Layout:
    """What a file of a source promises."""
    if source.vendor == TABLE.vendor:
        return TABLE
    layout = load_layouts()[source.vendor, entity]
    fitted = next((module.for_source for module in _modules(source.vendor, "for_source")), None)
    return fitted(layout, source) if fitted else layout


def vendor_parameters(source: Source) -> Mapping[str, object]:
    """Values that only the staging models of the source's vendor bind."""
    if source.vendor == TABLE.vendor:
        return {}
    return {
        name: value
        for module in _modules(source.vendor, "parameters")
        for name, value in module.parameters(source).items()
    }


def _modules(vendor: str, function: str) -> list[ModuleType]:
    return [
        module
        for module in load_vendors()
        if hasattr(module, function) and any(layout.vendor == vendor for layout in module.LAYOUTS)
    ]
