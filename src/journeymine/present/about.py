"""What a reader must know about the numbers: which generation, as of when, by which settings, from which
rows.

From the journey file and the ledger of the run; read by every picture's caption and by the report's last
section.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Named:
    """A name of the journey file with its label in the reader's language."""

    name: str
    label: str


@dataclass(frozen=True)
class SourceAccount:
    """What became of a source's rows; read = loaded + rejected + duplicates."""

    name: str
    file_count: int
    row_count: int
    loaded_count: int
    rejected_count: int
    duplicate_count: int

    @property
    def adds_up(self) -> bool:
        """Whether every row read is accounted for."""
        return self.row_count == self.loaded_count + self.rejected_count + self.duplicate_count


@dataclass(frozen=True)
class About:
    """One published generation and the settings behind its numbers.

    Attributes:
        title: name of the map, from the journey file.
        language: `en`, `pl` or `ar`.
        generation: number of the published generation.
        as_of: instant at which open and dropped are told apart; has a time zone.
        run_id: the run that published it.
        session_timeout_minutes: pause after which a new session starts.
        journey_split: `never`, `purchase`, or the silence that starts a new journey, such as `90d`.
        inactive_after: silence after which a journey that did not convert counts as dropped.
        abandon_after: silence after which a cart counts as abandoned.
        recover_within: time in which a purchase recovers an abandoned cart.
        currency: ISO code of the values; None where money is not known.
        min_cell: figures about fewer customers are withheld.
        entry: which events start a journey, in words; empty: the first mapped event.
        sources: what became of each source's rows.
        checkout_steps: steps of the checkout, in order.
        frictions: friction names with their labels.
    """

    title: str
    language: str
    generation: int
    as_of: datetime
    run_id: str
    session_timeout_minutes: float
    journey_split: str
    inactive_after: timedelta
    abandon_after: timedelta
    recover_within: timedelta
    currency: str | None
    min_cell: int
    entry: str = ""
    sources: tuple[SourceAccount, ...] = ()
    checkout_steps: tuple[Named, ...] = ()
    frictions: tuple[Named, ...] = ()
