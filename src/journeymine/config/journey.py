"""The map itself: stages, touchpoints, channels, carts, friction, personas, and how sessions, journeys and
customers are told apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from journeymine.config.hygiene import Hygiene
from journeymine.config.rules import NoRules, Rule, Rules
from journeymine.config.sources import Source
from journeymine.config.values import Duration, DurationText, Frozen, Labels, Name, label_in, parse_duration

SplitText = Literal["never", "purchase"] | DurationText
Half = Literal["buyer", "owner"]
_PERSON_KEY = re.compile(r"(?s)(user|crm|email|phone):.*\S.*")
Effort = Literal["low", "medium", "high"]


class Stage(Frozen):
    """A part of the journey; stages are ordered as they stand in the file."""

    name: Name
    label: Labels = Field(default_factory=dict)
    half: Half
    conversion: bool = False


class Touchpoint(Frozen):
    """A place and means of contact: its stage, who owns it, why it exists, and which events are it."""

    name: Name
    label: Labels = Field(default_factory=dict)
    stage: Name
    channel: str | None = None
    owner: str | None = None
    purpose: str | None = None
    effort: Effort | None = None
    when: Rules


class Channel(Frozen):
    """A channel and which events came by it; the first that matches wins."""

    name: Name
    label: Labels = Field(default_factory=dict)
    when: Rules


class CheckoutStep(Frozen):
    """A step of the checkout, in order."""

    name: Name
    label: Labels = Field(default_factory=dict)
    when: Rules


class Carts(Frozen):
    """Which events fill, empty, check out and buy a cart, and when it counts as abandoned or recovered."""

    add: Rules
    purchase: Rules
    remove: NoRules = ()
    checkout: tuple[CheckoutStep, ...] = ()
    abandon_after: Duration = timedelta(hours=24)
    recover_within: Duration = timedelta(days=30)


class Friction(Frozen):
    """A sign of trouble: an error, a refusal, an empty result."""

    name: Name
    label: Labels = Field(default_factory=dict)
    owner: str | None = None
    when: Rules


class Range(Frozen):
    """A test of a customer's figure: above, below (both strict), or equal to a text."""

    above: float | None = None
    below: float | None = None
    equals: str | None = None


class Persona(Frozen):
    """Customers who behave alike, by rule; the first persona that matches wins."""

    name: Name
    label: Labels = Field(default_factory=dict)
    when: Annotated[dict[str, Range], Field(min_length=1)]


class Cohort(Frozen):
    """Customers who have something in common, by a text of the language of cohorts."""

    name: Name
    when: Annotated[str, StringConstraints(min_length=1)]


def _person_key(value: object) -> object:
    """Refuse what is no `type:value`; the value itself is not said, for it is a customer's."""
    if not isinstance(value, str) or not _PERSON_KEY.fullmatch(value.strip()):
        raise ValueError(
            "expected an identifier of a person as type:value or type:#pseudonym, "
            "the type being user, crm, email or phone"
        )
    return value


PersonKey = Annotated[str, BeforeValidator(_person_key)]


class Identity(Frozen):
    """How identifiers are joined to persons."""

    max_links: int = Field(default=10, ge=1)
    max_device_people: int = Field(default=5, ge=1)
    deny: tuple[str, ...] = ()
    unlink: tuple[tuple[PersonKey, PersonKey], ...] = ()
    accept_probable: float | None = Field(default=None, ge=0.5, le=1)


class Sessions(Frozen):
    """How sessions are cut."""

    timeout: Duration = timedelta(minutes=30)


def _split(value: object) -> object:
    return value if value in ("never", "purchase") else parse_duration(value)


class Journeys(Frozen):
    """How journeys are cut and when a silent one counts as dropped."""

    split: Annotated[
        Literal["never", "purchase"] | timedelta, BeforeValidator(_split, json_schema_input_type=SplitText)
    ] = "never"
    inactive_after: Duration = timedelta(days=30)
    credit_within: Duration = timedelta(days=7)
    compare: Duration = timedelta(days=28)


class Privacy(Frozen):
    """What leaves the warehouse, and how identifiers are hidden."""

    min_cell: int = Field(default=10, ge=5)
    landing: Literal["copy", "reference"] = "copy"
    key_file: Path | None = None


DEFAULT_STAGES = (
    Stage(name="awareness", label={"en": "Awareness", "pl": "Świadomość", "ar": "الوعي"}, half="buyer"),
    Stage(
        name="consideration",
        label={"en": "Consideration", "pl": "Rozważanie", "ar": "المقارنة"},
        half="buyer",
    ),
    Stage(
        name="purchase",
        label={"en": "Purchase", "pl": "Zakup", "ar": "الشراء"},
        half="buyer",
        conversion=True,
    ),
    Stage(name="onboarding", label={"en": "Onboarding", "pl": "Wdrożenie", "ar": "البداية"}, half="owner"),
    Stage(name="retention", label={"en": "Retention", "pl": "Utrzymanie", "ar": "الاستبقاء"}, half="owner"),
    Stage(name="support", label={"en": "Support", "pl": "Wsparcie", "ar": "الدعم"}, half="owner"),
    Stage(name="advocacy", label={"en": "Advocacy", "pl": "Polecanie", "ar": "التوصية"}, half="owner"),
)


def _names_once(kind: str, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ValueError(f"{kind} {name!r} is given twice; names must differ")
        seen.add(name)


class Settings(Frozen):
    """A whole journey file with its presets joined in.

    Attributes:
        path: the file it was read from; relative paths start at its folder.
        as_of: the instant at which open and dropped are told apart; the last event's time where not set.
        future_tolerance: how far past the load time an event may lie.
        properties: properties of events that questions may name.
    """

    path: Path = Path("journey.yaml")
    title: str = "Customer journeys"
    warehouse: Path = Path("warehouse")
    language: Literal["en", "pl", "ar"] = "en"
    as_of: datetime | None = None
    future_tolerance: Duration = timedelta(hours=24)
    currency: str | None = None
    memory_limit: str = "1500MB"
    threads: int = Field(default=2, ge=1)
    sources: dict[str, Source] = Field(min_length=1)
    identity: Identity = Identity()
    hygiene: Hygiene = Hygiene()
    sessions: Sessions = Sessions()
    journeys: Journeys = Journeys()
    stages: Annotated[tuple[Stage, ...], Field(min_length=1)] = DEFAULT_STAGES
    touchpoints: Annotated[tuple[Touchpoint, ...], Field(min_length=1)]
    channels: tuple[Channel, ...] = ()
    carts: Carts | None = None
    friction: tuple[Friction, ...] = ()
    personas: tuple[Persona, ...] = ()
    cohorts: tuple[Cohort, ...] = ()
    properties: tuple[Name, ...] = ()
    privacy: Privacy = Privacy()

    @model_validator(mode="after")
    def _names_fit(self) -> Self:
        _names_once("stage", (stage.name for stage in self.stages))
        _names_once("touchpoint", (touchpoint.name for touchpoint in self.touchpoints))
        _names_once("channel", (channel.name for channel in self.channels))
        _names_once("friction", (friction.name for friction in self.friction))
        _names_once("persona", (persona.name for persona in self.personas))
        _names_once("cohort", (cohort.name for cohort in self.cohorts))
        _names_once("property", self.properties)
        return self

    @property
    def folder(self) -> Path:
        """Folder of the journey file."""
        return self.path.resolve().parent

    @property
    def warehouse_path(self) -> Path:
        """The warehouse's folder, absolute."""
        return (self.folder / self.warehouse).resolve()

    def stage_label(self, stage: Stage) -> str:
        """A stage's label in the file's language."""
        return label_in(stage.label, self.language, stage.name)

    def rule_properties(self) -> tuple[str, ...]:
        """Names of the properties that any rule asks for, sorted."""
        names: set[str] = set()
        for rule in self.rules():
            names |= rule.property_names()
        return tuple(sorted(names))

    def rules(self) -> Iterable[Rule]:
        """Every rule of the file."""
        for part in (*self.touchpoints, *self.channels, *self.friction):
            yield from part.when
        for _, rules in self.hygiene.rules():
            yield from rules
        if self.carts is not None:
            yield from (*self.carts.add, *self.carts.purchase, *self.carts.remove)
            for step in self.carts.checkout:
                yield from step.when
