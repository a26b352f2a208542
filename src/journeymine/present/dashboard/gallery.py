"""What is drawn for a page, kept for the last few choices of filters and languages.

From measured tables to the report's chapters; only aggregates are kept, and they are dropped when newer ones
need the room.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass

from journeymine.present.about import About
from journeymine.present.blocks import Section
from journeymine.present.dashboard.address import Filters
from journeymine.present.dashboard.measured import Extent, Measured, Once, measure
from journeymine.present.dashboard.pages.touchpoints import TouchpointLine, touchpoint_lines
from journeymine.present.dashboard.state import Edition, Holder
from journeymine.present.figures.map_model import journey_map
from journeymine.present.records import published
from journeymine.present.scene import Scene
from journeymine.present.sections import build_sections

_KEPT = 16
Key = tuple[str, Filters, str]


@dataclass(frozen=True)
class Hanging:
    """All that is drawn for one generation, choice and language.

    Attributes:
        edition: the generation.
        filters: the choice.
        about: its settings, in the language.
        extent: journeys and customers behind it.
        refusal: why nothing may be shown.
        sections: the report's chapters by name.
        touchpoints: rows of the table of touchpoints.
    """

    edition: Edition
    filters: Filters
    about: About
    extent: Extent
    refusal: str | None
    sections: Mapping[str, Section]
    touchpoints: tuple[TouchpointLine, ...]


class Gallery:
    """Draws each choice once and keeps the last few."""

    def __init__(self, holder: Holder, *, kept: int = _KEPT) -> None:
        """Draw from the snapshot of a holder.

        Args:
            holder: holds the newest generation.
            kept: how many choices are kept.
        """
        self._holder = holder
        self._kept = kept
        self._hung: OrderedDict[Key, Hanging] = OrderedDict()
        self._looking, self._drawing = threading.Lock(), threading.Lock()

    def show(self, filters: Filters, language: str) -> Hanging:
        """What is drawn for these filters in a language, of the newest generation.

        One is drawn at a time: what is asked for twice at once is drawn once.
        """
        key = (self._holder.edition().key, filters, language)
        found = self._find(key)
        if found is not None:
            return found
        with self._drawing:
            return self._find(key) or self._draw(filters, language)

    def _find(self, key: Key) -> Hanging | None:
        with self._looking:
            if key in self._hung:
                self._hung.move_to_end(key)
            return self._hung.get(key)

    def _draw(self, filters: Filters, language: str) -> Hanging:
        with self._holder.using() as (edition, snapshot):
            about = snapshot.about_in(language)
            hanging = _hang(edition, filters, about, measure(snapshot, filters, language))
        with self._looking:
            self._hung[edition.key, filters, language] = hanging
            while len(self._hung) > self._kept:
                self._hung.popitem(last=False)
        return hanging


def _hang(edition: Edition, filters: Filters, about: About, measured: Measured) -> Hanging:
    if measured.refusal is not None:
        return Hanging(edition, filters, about, measured.extent, measured.refusal, {}, ())
    tables = measured.tables if isinstance(measured.tables, Once) else Once(measured.tables)
    scene = Scene.of(about, published(tables, "stages"), published(tables, "touchpoints"))
    sections = {section.name: section for section in build_sections(tables, about)}
    lines = touchpoint_lines(journey_map(tables, scene), scene)
    return Hanging(edition, filters, about, measured.extent, None, sections, lines)
