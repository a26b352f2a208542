"""Which touchpoint, stage and channel each event is at: the journey file's rules, put once to each distinct
signature.

Reads event_log; gives stage_map (one row per signature) and int_classified_events (one row per event).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from journeymine.config import Condition, Rule, Settings
from journeymine.engine import Engine
from journeymine.walk import CART_ADD, CART_CHECKOUT, CART_NONE, CART_PURCHASE, CART_REMOVE

_OPTIONAL_FIELDS = ("page", "campaign", "device")
_MAP_TYPES: tuple[tuple[str, pa.DataType], ...] = (
    ("touchpoint", pa.string()),
    ("touchpoint_no", pa.int32()),
    ("stage", pa.string()),
    ("stage_no", pa.int32()),
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
    stage_no: int
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
        """Number the stages in their order."""
        self._settings = settings
        self._stages = {stage.name: (place, stage) for place, stage in enumerate(settings.stages)}
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
        stage_no, stage = self._stages[touchpoint.stage] if touchpoint else (-1, None)
        return Place(
            touchpoint=touchpoint.name if touchpoint else None,
            touchpoint_no=number,
            stage=stage.name if stage else None,
            stage_no=stage_no,
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
    """Classify every signature and, by it, every event.

    Returns:
        One line for the run's summary.
    """
    parameters = rule_parameters(settings)
    engine.model("int_signatures", parameters)
    signatures = engine.fetch("int_signatures")
    engine.register("stage_map", classify(signatures, settings))
    engine.model("int_classified_events", parameters)
    engine.drop("int_signatures")
    mapped = engine.query(
        "select count(*) filter (where touchpoint_no >= 0) as n from int_classified_events"
    )["n"][0]
    return f"{mapped.as_py():,} of {engine.count('int_classified_events'):,} events at a touchpoint"


def rule_parameters(settings: Settings) -> dict[str, object]:
    """The fields and properties that rules look at, as the models bind them."""
    used = {name for rule in settings.rules() for name in rule.root}
    paths = [f'$."{name}"' for name in settings.rule_properties()]
    return {"fields": [name for name in _OPTIONAL_FIELDS if name in used], "property_paths": paths}


def classify(signatures: pa.Table, settings: Settings) -> pa.Table:
    """The stage map: each signature with its place and the codes of its channel and event.

    Args:
        signatures: rows of int_signatures.
        settings: the journey file.
    """
    stage_map = StageMap(settings)
    places = [stage_map.place(fields) for fields in fields_of(signatures, settings.rule_properties())]
    columns: dict[str, pa.Array | pa.ChunkedArray] = {
        name: pa.array([getattr(place, name) for place in places], kind) for name, kind in _MAP_TYPES
    }
    columns["channel_no"] = _codes([place.channel for place in places])
    columns["event_no"] = _codes(signatures["event_name"].to_pylist())
    kept = signatures.drop_columns(["channel"]).append_column("raw_channel", signatures["channel"])
    for name, values in columns.items():
        kept = kept.append_column(name, values)
    return kept


def _codes(names: Sequence[str | None]) -> pa.Array:
    """Places of names in their sorted order; -1 for None."""
    order = {name: code for code, name in enumerate(sorted({name for name in names if name is not None}))}
    return pa.array([-1 if name is None else order[name] for name in names], pa.int32())


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
