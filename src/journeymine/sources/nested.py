"""What is kept of an object inside a vendor's record, such as the properties of an event: as for columns that
nobody promised, by the journey file's list, else by name.
"""

from __future__ import annotations

from journeymine.config import Source


def kept_names(source: Source) -> list[str] | None:
    """Names of the members that become properties, for the staging models' `$kept`.

    Args:
        source: its `properties` say what is kept.

    Returns:
        The names; none of them for `none`. NULL for `all`: then names and values decide (`kept_texts`).
    """
    if source.properties == "all":
        return None
    return [] if source.properties == "none" else list(source.properties)
