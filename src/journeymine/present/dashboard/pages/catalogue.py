"""Which pages there are, in the order of the sidebar, and which of them follow the filters.

Findings are worked out over the whole map when a generation is built, so their pages do not.
"""

from __future__ import annotations

from dataclasses import dataclass

from journeymine.present.words import Phrases


@dataclass(frozen=True)
class Page:
    """A page.

    Attributes:
        name: as the address has it.
        section: the report's chapter that it shows.
        follows_filters: whether the filters narrow it; else it is about the whole map.
    """

    name: str
    section: str
    follows_filters: bool

    @property
    def has_findings(self) -> bool:
        """Whether it follows the filters, but for parts that only the whole map can fill."""
        return self.follows_filters and self.section in ("headline", "lost")

    def title(self, say: Phrases) -> str:
        """Its heading."""
        return say.map_question if self.name == "map" else str(getattr(say, f"section_{self.section}"))


PAGES = (
    Page("overview", "headline", follows_filters=True),
    Page("map", "lost", follows_filters=True),
    Page("lost", "lost", follows_filters=True),
    Page("carts", "carts", follows_filters=True),
    Page("movement", "movement", follows_filters=True),
    Page("actions", "actions", follows_filters=False),
    Page("halves", "halves", follows_filters=False),
    Page("personas", "personas", follows_filters=False),
    Page("voice", "voice", follows_filters=False),
    Page("forks", "forks", follows_filters=False),
    Page("changes", "changes", follows_filters=False),
    Page("method", "method", follows_filters=False),
)
_BY_NAME = {page.name: page for page in PAGES}
FIRST = PAGES[0].name


def page_named(name: str) -> Page:
    """The page of that name; the first where there is none."""
    return _BY_NAME.get(name, PAGES[0])


def is_page(name: str) -> bool:
    """Whether there is a page of that name."""
    return name in _BY_NAME
