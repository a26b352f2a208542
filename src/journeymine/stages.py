"""Which touchpoint, stage and channel each event is at: the journey file's rules, put once to each distinct
signature.

Reads event_rows and signatures; gives stage_map, one row per signature.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from journeymine.config import Condition, Rule, Settings
from journeymine.engine import Engine
from journeymine.walk import (
    CART_ADD,
    CART_CHECKOUT,
    CART_NONE,
    CART_PURCHASE,
    CART_REMOVE,
    FIELDS,
    Signatures,
)

_OPTIONAL_FIELDS = ("page", "campaign", "device")
_MAP_TYPES: tuple[tuple[str, pa.DataType], ...] = (
    ("touchpoint", pa.string()),
    ("touchpoint_no", pa.int32()),
    ("stage", pa.string()),
    ("is_conversion", pa.bool_()),
    ("channel", pa.string()),
    ("cart_role", pa.int8()),
    ("checkout_step", pa.string()),
    ("friction", pa.string()),
    ("flag", pa.string()),
)


@dataclass(frozen=True)
class Place:
    """What the rules say of a signature; None where no rule matches."""

    touchpoint: str | None
    touchpoint_no: int
    stage: str | None
    is_conversion: bool
    channel: str | None
    cart_role: int
    checkout_step: str | None
    friction: str | None
    flag: str | None


@dataclass
class Matcher:
    """Answers whether a condition holds for a value, remembering each answer."""

    patterns: dict[Condition, re.Pattern[str] | None] = field(
        default_factory=dict[Condition, "re.Pattern[str] | None"]
    )
    answers: dict[tuple[Condition, str], bool] = field(default_factory=dict[tuple[Condition, str], bool])

    def holds(self, condition: Condition, value: str | None) -> bool:
        """Whether the condition holds; an absent value meets only `{absent: true}`."""
        if condition.absent is not None:
            return (value is None) == condition.absent
        if value is None:
            return False
        known = self.answers.get((condition, value))
        if known is None:
            known = self.answers[condition, value] = self._match(condition, value)
        return known

    def _match(self, condition: Condition, value: str) -> bool:
        if condition not in self.patterns:
            self.patterns[condition] = condition.pattern()
        pattern = self.patterns[condition]
        return pattern is not None and pattern.match(value) is not None

    def any_rule(self, rules: Iterable[Rule], fields: Mapping[str, str | None]) -> bool:
        """Whether one of the rules holds: all of its conditions."""
        return any(
            all(self.holds(condition, fields.get(name)) for name, condition in rule.root.items())
            for rule in rules
        )


class StageMap:
    """The journey file's rules, ready to be asked."""

    def __init__(self, settings: Settings) -> None:
        """Know the stages by name."""
        self._settings = settings
        self._stages = {stage.name: stage for stage in settings.stages}
        self._matcher = Matcher()

    def place(self, fields: Mapping[str, str | None]) -> Place:
        """Touchpoint, stage, channel, cart role and friction of a signature.

        Args:
            fields: values of config.rules.FIELDS and of `properties.NAME`.
        """
        found = (
            (no, point) for no, point in enumerate(self._settings.touchpoints) if self._is(point.when, fields)
        )
        number, touchpoint = next(found, (-1, None))
        role, checkout = self._cart_role(fields)
        stage = self._stages[touchpoint.stage] if touchpoint else None
        return Place(
            touchpoint=touchpoint.name if touchpoint else None,
            touchpoint_no=number,
            stage=stage.name if stage else None,
            is_conversion=stage is not None and stage.conversion,
            channel=self._first(self._settings.channels, fields)
            or (touchpoint.channel if touchpoint else None)
            or fields.get("channel"),
            cart_role=role,
            checkout_step=checkout,
            friction=self._first(self._settings.friction, fields),
            flag=next(
                (flag for flag, rules in self._settings.hygiene.rules() if self._is(rules, fields)), None
            ),
        )

    def _is(self, rules: Iterable[Rule], fields: Mapping[str, str | None]) -> bool:
        return self._matcher.any_rule(rules, fields)

    def _first(self, parts: Iterable[object], fields: Mapping[str, str | None]) -> str | None:
        return next((part.name for part in parts if self._is(part.when, fields)), None)  # type: ignore[attr-defined]

    def _cart_role(self, fields: Mapping[str, str | None]) -> tuple[int, str | None]:
        carts = self._settings.carts
        if carts is None:
            return CART_NONE, None
        for role, rules in (
            (CART_PURCHASE, carts.purchase),
            (CART_ADD, carts.add),
            (CART_REMOVE, carts.remove),
        ):
            if self._is(rules, fields):
                return role, None
        step = self._first(carts.checkout, fields)
        return (CART_CHECKOUT, step) if step else (CART_NONE, None)


def build_stage_map(engine: Engine, settings: Settings) -> str:
    """Classify every signature that events have.

    Returns:
        One line for the run's summary.
    """
    engine.model("int_signatures", rule_parameters(settings))
    stage_map = classify(engine.fetch("int_signatures"), settings)
    engine.register("stage_map", stage_map)
    engine.drop("int_signatures")
    counted = engine.query(
        "select cast(coalesce(sum(event_count), 0) as bigint) as n, "
        "cast(coalesce(sum(event_count) filter (where touchpoint_no >= 0), 0) as bigint) as mapped "
        "from stage_map"
    ).to_pylist()[0]
    return f"{counted['mapped']:,} of {counted['n']:,} events at a touchpoint"


def rule_parameters(settings: Settings) -> dict[str, object]:
    """What signatures bind: the fields and properties that rules look at, and the currency where none is
    told.
    """
    used = {name for rule in settings.rules() for name in rule.root}
    fields = [name for name in _OPTIONAL_FIELDS if name in used]
    paths = [f'$."{name}"' for name in settings.rule_properties()]
    return {"fields": fields, "property_paths": paths, "currency": settings.currency}


def classify(signatures: pa.Table, settings: Settings) -> pa.Table:
    """The stage map: each signature with its place.

    Args:
        signatures: rows of int_signatures.
        settings: the journey file.
    """
    stage_map = StageMap(settings)
    _, first, number = np.unique(signatures["rule_no"].to_numpy(), return_index=True, return_inverse=True)
    told = fields_of(signatures.take(pa.array(first)), settings.rule_properties())
    places = [stage_map.place(fields) for fields in told]
    rows = pa.array(number)
    kept = signatures.drop_columns(["channel"]).append_column("raw_channel", signatures["channel"])
    for name, kind in _MAP_TYPES:
        kept = kept.append_column(name, pa.array([getattr(place, name) for place in places], kind).take(rows))
    return kept


def signatures_of(stage_map: pa.Table, settings: Settings) -> Signatures:
    """The stage map as the walk reads it.

    Args:
        stage_map: rows of the stage map, in the order of their numbers; of equal numbers one counts.
        settings: the journey file.
    """
    numbers = stage_map["signature_no"].to_numpy()
    once = np.flatnonzero(np.diff(numbers, prepend=-1))
    stage_map = stage_map.take(pa.array(once))
    sources = settings.sources
    timed = {name for name, source in sources.items() if source.is_sessionized}
    renamed = {"event": "event_name"}
    columns = {name: stage_map[renamed.get(name, name)] for name in FIELDS}
    columns["is_conversion"] = stage_map["is_conversion"]
    columns["is_sessionized"] = pa.array(
        [name in timed for name in stage_map["source"].to_pylist()], pa.bool_()
    )
    columns["cart_role"] = stage_map["cart_role"]
    stages = tuple(stage.name for stage in settings.stages)
    return Signatures(pa.table(columns), stages, tuple(point.name for point in settings.touchpoints))


def fields_of(signatures: pa.Table, properties: Sequence[str]) -> Iterable[dict[str, str | None]]:
    """What rules look at, of each row of int_signatures: by config.rules.FIELDS and `properties.NAME`."""
    for row in signatures.to_pylist():
        fields: dict[str, str | None] = {
            name: row[name] for name in ("source", "page", "channel", "medium", "campaign", "device")
        }
        fields["event"], fields["touchpoint"] = row["event_name"], row["touchpoint_hint"]
        values = row["property_values"] or [None] * len(properties)
        fields.update({f"properties.{name}": value for name, value in zip(properties, values, strict=True)})
        yield fields
