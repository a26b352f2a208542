"""A rule for an event that has none: the touchpoint and stage that its name tells, as a line to paste.

Nothing is learnt and nothing counted: the same names give the same rules.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from journeymine.config import Settings, Stage
from journeymine.config.journey import DEFAULT_STAGES
from journeymine.suggest.words import Role, is_no_act, is_page_view, place_of, tokens_of

Written = str | list[str]
Conditions = Mapping[str, Written]
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_RESERVED = frozenset(["true", "false", "null", "yes", "no", "on", "off", "y", "n"])
_MAGIC = re.compile(r"([*?\[])")
STAGE_TO_CHOOSE = "STAGE"
"""Stands in a template for the stage that a person has to choose."""


@dataclass(frozen=True)
class Touchpoint:
    """A touchpoint that there is already.

    Attributes:
        name: its name.
        stage: its stage.
        is_own: whether the journey file itself has it, so that its rules can be added to.
    """

    name: str
    stage: str
    is_own: bool = True


@dataclass(frozen=True)
class Known:
    """What the journey file has.

    Attributes:
        touchpoints: in their order.
        stages: in their order.
    """

    touchpoints: tuple[Touchpoint, ...] = ()
    stages: tuple[Stage, ...] = DEFAULT_STAGES

    @classmethod
    def of(cls, settings: Settings, own: frozenset[str]) -> Known:
        """Touchpoints and stages of a journey file.

        Args:
            settings: the journey file with its presets.
            own: names of the touchpoints that stand in the file itself.
        """
        points = (Touchpoint(point.name, point.stage, point.name in own) for point in settings.touchpoints)
        return cls(tuple(points), settings.stages)


@dataclass(frozen=True)
class Suggestion:
    """Where an event may belong.

    Attributes:
        touchpoint: its name; empty where the event is at no touchpoint by itself.
        stage: its stage; None where nobody can tell.
        is_new: whether the touchpoint has to be added, or its rules added to.
        conditions: what matches the event.
        role: what the event does to a cart, if anything.
    """

    touchpoint: str
    stage: str | None
    is_new: bool
    conditions: Conditions
    role: Role = ""

    @property
    def is_rule(self) -> bool:
        """Whether it can be pasted as it is."""
        return bool(self.touchpoint) and self.stage is not None

    @property
    def rule(self) -> str:
        """The line to paste, or what to add where; of what nobody can place a comment to complete."""
        if not self.touchpoint:
            return "at no touchpoint by itself; usually left without a rule"
        if not self.is_new:
            return f"add {flow(self.conditions)} to the rules of touchpoint {self.touchpoint!r}"
        line = rule_line(self.touchpoint, self.stage or STAGE_TO_CHOOSE, [self.conditions])
        return line if self.stage else f"# {line}"


def suggest_rule(event: str, page: str | None, known: Known) -> Suggestion:
    """A rule for an event.

    Args:
        event: its name.
        page: first part of the path, such as `/blog`, where the event is the view of a page; else None.
        known: what the journey file has; a touchpoint of it is preferred to a new one.

    Returns:
        An addition to a touchpoint of the file, a new touchpoint, or a template where nobody can tell.
    """
    conditions = _conditions(event, page)
    if page is None and is_no_act(event):
        return Suggestion("", None, False, conditions)
    tokens = tokens_of(event if page is None else page)
    entry = place_of(tokens, is_page=page is not None) if page != "/" else place_of(tokens_of("home"))
    existing = _existing(tokens, entry.touchpoint if entry else None, known)
    if existing is not None:
        return _at(existing, _slug(event, page), conditions, known, entry.role if entry else "")
    if entry is None:
        return Suggestion(_free(_slug(event, page), known), None, True, conditions)
    stage = _stage_of(entry.stage, known.stages)
    return Suggestion(_free(entry.touchpoint, known), stage, True, conditions, entry.role)


def rule_line(name: str, stage: str, rules: Sequence[Conditions]) -> str:
    """A touchpoint as one line of the journey file; `rules` are joined by *or*."""
    joined = _joined(rules)
    when = flow(joined[0]) if len(joined) == 1 else "[" + ", ".join(flow(rule) for rule in joined) + "]"
    return f"- {{name: {scalar(name)}, stage: {scalar(stage)}, when: {when}}}"


def flow(conditions: Conditions) -> str:
    """Conditions as a YAML mapping on one line."""
    return "{" + ", ".join(f"{name}: {_value(value)}" for name, value in conditions.items()) + "}"


def scalar(text: str) -> str:
    """A text as YAML, quoted where it would mean something else."""
    is_plain = _PLAIN.fullmatch(text) and text.lower() not in _RESERVED
    return text if is_plain else json.dumps(text, ensure_ascii=False)


def literal(text: str) -> str:
    """A text as a condition that matches it alone, whatever marks it holds."""
    return _MAGIC.sub(r"[\1]", text)


def _value(value: Written) -> str:
    return scalar(value) if isinstance(value, str) else "[" + ", ".join(map(scalar, value)) + "]"


def _conditions(event: str, page: str | None) -> Conditions:
    found: dict[str, Written] = {"event": literal(event)}
    if page == "/":
        found["page"] = "/"
    elif page is not None:
        found["page"] = [literal(page), f"{literal(page)}/*"]
    return found


def _joined(rules: Sequence[Conditions]) -> list[Conditions]:
    """The rules with those that look at the event alone joined into one."""
    plain = [str(rule["event"]) for rule in rules if set(rule) == {"event"}]
    rest = [rule for rule in rules if set(rule) != {"event"}]
    if not plain:
        return rest
    return [{"event": plain[0] if len(plain) == 1 else plain}, *rest]


def _existing(tokens: frozenset[str], placed: str | None, known: Known) -> Touchpoint | None:
    """The touchpoint that is meant: named alike, by the same place in the table, or by words of the event."""
    named = {point.name: tokens_of(point.name) for point in known.touchpoints}
    wanted = tokens_of(placed or "")
    tests = (
        lambda words: words == tokens,
        lambda words: bool(wanted) and words == wanted,
        lambda words: placed is not None and getattr(place_of(words), "touchpoint", None) == placed,
        lambda words: placed is None and bool(words) and words <= tokens,
    )
    found = (point for test in tests for point in known.touchpoints if test(named[point.name]))
    return next(found, None)


def _at(point: Touchpoint, slug: str, conditions: Conditions, known: Known, role: Role) -> Suggestion:
    """At a touchpoint of the file by adding to it; beside one of a preset, which can't be added to."""
    if point.is_own:
        return Suggestion(point.name, point.stage, False, conditions, role)
    return Suggestion(_free(slug, known), point.stage, True, conditions, role)


def _slug(event: str, page: str | None) -> str:
    """A name for a new touchpoint after the event or page."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", event if page is None else f"{page}_pages")
    return re.sub(r"[\W_]+", "_", words.lower()).strip("_") or "other"


def _free(name: str, known: Known) -> str:
    """The name, numbered where a touchpoint has it already."""
    taken = {point.name for point in known.touchpoints}
    names = (name, *(f"{name}_{number}" for number in range(2, len(taken) + 3)))
    return next(free for free in names if free not in taken)


def _stage_of(stage: str, stages: Sequence[Stage]) -> str:
    """The stage among those of the file: of the same name, else the one in its place."""
    names = [item.name for item in stages]
    if stage in names:
        return stage
    if stage == "purchase":
        return next((item.name for item in stages if item.conversion), names[-1])
    half = next(item.half for item in DEFAULT_STAGES if item.name == stage)
    own = [item.name for item in stages if item.half == half and not item.conversion] or names
    return own[0] if stage in ("awareness", "onboarding") else own[-1]


__all__ = [
    "STAGE_TO_CHOOSE",
    "Known",
    "Suggestion",
    "Touchpoint",
    "flow",
    "is_page_view",
    "literal",
    "rule_line",
    "scalar",
    "suggest_rule",
]
