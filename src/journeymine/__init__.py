"""Customer journeys from event data: read, joined, measured and published every night.

import journeymine as jm
snap = jm.open("warehouse")
snap.transitions(level="stage")
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from journeymine.errors import JourneymineError

if TYPE_CHECKING:
    from pathlib import Path

    from journeymine.snapshot import Snapshot

__version__ = "0.1.0"
__all__ = ["JourneymineError", "__version__", "open"]


def open(warehouse: Path | str = "warehouse") -> Snapshot:  # noqa: A001 - reads as journeymine.open
    """The current published generation, pinned until opened anew.

    Args:
        warehouse: the warehouse's folder.

    Raises:
        NothingPublished: nothing was published there yet.
    """
    from journeymine.snapshot import Snapshot

    return Snapshot.open(warehouse)
