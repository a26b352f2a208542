"""Names that nobody knows, and those nearest to them."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from journeymine.errors import UsageError

_SHOWN = 3
_LISTED = 8


def nearest(name: str, known: Iterable[str]) -> list[str]:
    """Up to three known names that are most like a name, capitals aside; the likest first."""
    by_small: dict[str, str] = {}
    for each in sorted(known):
        by_small.setdefault(each.casefold(), each)
    return [by_small[small] for small in get_close_matches(name.casefold(), list(by_small), n=_SHOWN)]


def unknown(kind: str, name: object, known: Iterable[str]) -> str:
    """What to say of an unknown name: the nearest known ones, or the first few where none is near.

    Args:
        kind: what the name should have been, for instance `event`.
        name: what was found; only a text can be near to a name.
        known: what it may be.
    """
    names = sorted(known)
    found = f"there is no {kind} {name!r}"
    if isinstance(name, str) and (near := nearest(name, names)):
        return f"{found}; nearest: {', '.join(near)}"
    if not names:
        return f"{found}; there is none at all"
    more = f" and {len(names) - _LISTED:,} more" if len(names) > _LISTED else ""
    return f"{found}; known: {', '.join(names[:_LISTED])}{more}"


def check_options(given: Iterable[str], known: Iterable[str]) -> None:
    """Refuse options by names that nobody knows.

    Raises:
        UsageError: there is one; says the nearest.
    """
    names = tuple(known)
    for name in given:
        if name not in names:
            raise UsageError(unknown("option", name, names))
