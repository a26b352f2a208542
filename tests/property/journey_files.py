"""The journey file of the made-up shop, as choices that may change between nights."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from journeymine.config import Settings, load

_Item = TypeVar("_Item")

_SOURCES = """\
title: Made-up shop
sources:
  shop:
    vendor: table
    files: shop/*.csv
    timezone: {timezone}
    sessionize: true
    session_id: {session_id}
    dedupe: {dedupe}
    columns: {{event_id: id, time: at, event: what, sequence: place, value: money, page: page, session: visit,
              body: words}}
    keys: {{user: who, email: mail, anonymous: device}}
    properties: [plan]
    max_reject_rate: 1.0
  crm: {{vendor: hubspot, files: {{contact: crm/*.csv}}, timezone: UTC, max_reject_rate: 1.0}}
  site: {{vendor: segment, files: {{identifies: site/*.csv}}, max_reject_rate: 1.0}}
  ads: {{vendor: ads, files: ads/*.csv, max_reject_rate: 1.0}}
identity: {{deny: {deny}, unlink: {unlink}{limits}}}
sessions: {{timeout: {timeout}}}
journeys: {{split: {split}}}
{hygiene}
{properties}
touchpoints:
  - {{name: first, stage: consideration, when: {first}}}
  - {{name: look, stage: awareness, when: {{event: [look, contact_created]}}}}
  - {{name: basket, stage: consideration, when: {{event: [cart, pay]}}}}
  - {{name: order, stage: purchase, when: {{event: buy}}}}
carts:
  add: {{event: cart}}
  checkout: [{{name: pay, when: {{event: pay}}}}]
  purchase: {{event: buy}}
friction: [{{name: error, when: {{event: error}}}}]
personas: [{{name: buyers, when: {{purchase_count: {{above: 0}}}}}}]
"""

CHOICES: Mapping[str, tuple[str, ...]] = {
    "timeout": ("30m", "10m"),
    "split": ("never", "purchase", "7d"),
    "first": ("{event: none}", "{page: /cart}", "{properties.plan: b}", "{event: cart}"),
    "hygiene": (
        "",
        "hygiene: {max_session_events: 2}",
        "hygiene: {max_events_per_day: 3}",
        "hygiene: {internal_domains: [shop.de]}",
        "hygiene: {tests: {properties.plan: b}}",
        "hygiene: {tests: {page: /cart}, keep: [test]}",
    ),
    "properties": ("", "properties: [plan]"),
    "limits": ("", ", max_links: 1", ", max_device_people: 1"),
    "timezone": ("UTC", "Europe/Warsaw"),
    "session_id": ("timeout", "native"),
    "dedupe": ("id", "content"),
}
"""What a key of the file may be; the first of each is what it begins with."""

DENIED = ("u1", "m0@x.de", "d1")
PAIRS = (
    ("user:u0", "email:m0@x.de"),
    ("user:u1", "user:u2"),
    ("email:m1@x.de", "user:u1"),
    ("crm:hubspot:1", "crm:hubspot:2"),
)


@dataclass(frozen=True)
class JourneyFile:
    """A journey file.

    Attributes:
        warehouse: name of the warehouse's folder.
        chosen: what was chosen other than the first of CHOICES.
        deny: identifiers that are none.
        unlink: pairs that rows do not link.
    """

    warehouse: str = "warehouse"
    chosen: Mapping[str, str] = field(default_factory=dict[str, str])
    deny: tuple[str, ...] = ()
    unlink: tuple[tuple[str, str], ...] = ()

    def text(self) -> str:
        """The file."""
        return _SOURCES.format(
            deny=_listed(self.deny),
            unlink=_listed(_listed(pair) for pair in self.unlink),
            **{name: choices[0] for name, choices in CHOICES.items()} | dict(self.chosen),
        )

    def settings(self, folder: Path) -> Settings:
        """The file, as it is loaded from a folder."""
        at = {"path": folder / "journey.yaml", "warehouse": Path(self.warehouse)}
        return _loaded(self.text()).model_copy(update=at)

    def with_choice(self, name: str, value: str) -> JourneyFile:
        """The file with another value of a key."""
        return replace(self, chosen={**self.chosen, name: value})

    def denying(self, value: str) -> JourneyFile:
        """The file with a value on the deny list, or off it where it is there."""
        return replace(self, deny=_toggled(self.deny, value))

    def unlinking(self, pair: tuple[str, str]) -> JourneyFile:
        """The file with a pair unlinked, or linked again where it is unlinked."""
        return replace(self, unlink=_toggled(self.unlink, pair))


@cache
def _loaded(text: str) -> Settings:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "journey.yaml"
        path.write_text(text, encoding="utf-8")
        return load(path)


def _listed(texts: Iterable[str]) -> str:
    return f"[{', '.join(text if text.startswith('[') else repr(text) for text in texts)}]"


def _toggled(items: tuple[_Item, ...], item: _Item) -> tuple[_Item, ...]:
    rest = tuple(other for other in items if other != item)
    return rest if len(rest) < len(items) else (*items, item)
