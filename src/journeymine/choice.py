"""Which journeys to look at: by date, channel, device and persona, or by a condition in SQL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Choice:
    """Which journeys to look at; what is None leaves all in.

    Attributes:
        since, until: journeys that started from then on, and before then; instants with a zone.
        channels, devices: channel and device of the journey's first event that has one.
        personas: persona of its customer.
        where: a SQL condition on the columns of the table journeys, for instance `channel = 'email'`.
    """

    since: datetime | None = None
    until: datetime | None = None
    channels: tuple[str, ...] | None = None
    devices: tuple[str, ...] | None = None
    personas: tuple[str, ...] | None = None
    where: str | None = None

    @property
    def is_everything(self) -> bool:
        """Whether nothing is left out."""
        return self == Choice()

    def parameters(self) -> dict[str, object]:
        """Values as int_chosen_journeys binds them."""
        lists = {"channels": self.channels, "devices": self.devices, "personas": self.personas}
        return {
            "since": self.since,
            "until": self.until,
            **{name: None if values is None else list(values) for name, values in lists.items()},
        }


def as_choice(where: str | Choice | None) -> Choice:
    """A condition in words or as it is; None chooses everything."""
    if isinstance(where, Choice):
        return where
    return Choice(where=where)
