"""How long a run still takes, by how long the steps of the last one took.

Reads and gives plain numbers; the ledger keeps them from run to run.
"""

from __future__ import annotations

import json
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

LOAD = "load"
"""Its time goes with the new rows, that of all other steps with all events: before it is done nothing is
known."""


@dataclass
class Pace:
    """Seconds of the last run's steps, and of this one's as they are done.

    Attributes:
        names: of the steps, in their order.
        known: seconds that each step took for one event of the last run; empty before the first run.
        seconds: of the steps done in this run.
    """

    names: Sequence[str]
    known: Mapping[str, float] = field(default_factory=dict[str, float])
    seconds: dict[str, float] = field(default_factory=dict[str, float])

    @classmethod
    def of(cls, names: Sequence[str], told: str | None) -> Pace:
        """What the ledger kept of the last run.

        Args:
            names: of the steps, in their order.
            told: as `text` gave it; None before the first run.
        """
        return cls(names, json.loads(told) if told else {})

    @contextmanager
    def timed(self, name: str) -> Generator[None]:
        """Time a step."""
        begun = time.monotonic()
        yield
        self.seconds[name] = time.monotonic() - begun

    def left(self, events: int) -> float | None:
        """Seconds that the steps not yet done take, the one under way among them; None where that is not
        known: in a first run, and before all is loaded.

        Args:
            events: all that are loaded.
        """
        waiting = [name for name in self.names if name not in self.seconds]
        if not waiting or LOAD in waiting or any(name not in self.known for name in waiting):
            return None
        return sum(self.known[name] for name in waiting) * events

    def text(self, events: int) -> str:
        """What the ledger is to keep of this run.

        Args:
            events: all that are loaded.
        """
        return json.dumps({name: spent / max(events, 1) for name, spent in self.seconds.items()})


def said(seconds: float) -> str:
    """A time still to wait, in words as exact as it is known."""
    if seconds < 90:
        return f"about {max(round(seconds, -1), 10):.0f} s left"
    if seconds < 5400:
        return f"about {seconds / 60:.0f} min left"
    return f"about {seconds / 3600:.1f} h left"


__all__ = ["Pace", "said"]
