"""What matches an event: conditions on its fields, joined by *and* in a rule and by *or* in a list of rules.

A condition is a text (`*` stands for any run of characters), a list of such texts (any of them), `{matches:
regex}` or `{absent: true}`.
"""

from __future__ import annotations

import re
from fnmatch import translate
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, RootModel, model_validator

from journeymine.config.values import Frozen

FIELDS = ("source", "event", "page", "channel", "medium", "campaign", "device", "touchpoint")
PROPERTY = "properties."


class Condition(Frozen):
    """A test of one field. Exactly one of its parts is given."""

    any_of: tuple[str, ...] | None = None
    matches: str | None = None
    absent: bool | None = None

    @model_validator(mode="after")
    def _one_part(self) -> Self:
        given = [part for part in (self.any_of, self.matches, self.absent) if part is not None]
        if len(given) != 1:
            raise ValueError("expected a text, a list of texts, {matches: regex} or {absent: true}")
        if self.matches is not None:
            try:
                re.compile(self.matches)
            except re.error as error:
                raise ValueError(f"{self.matches!r} is no regular expression: {error}") from error
        return self

    def pattern(self) -> re.Pattern[str] | None:
        """One compiled pattern that a value must match from its start; None for `absent`."""
        if self.matches is not None:
            return re.compile(f"(?s:.*?)(?:{self.matches})")
        if self.any_of is not None:
            return re.compile("|".join(translate(text) for text in self.any_of))
        return None


def _condition(value: object) -> object:
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return {"any_of": (str(value),)}
    if isinstance(value, list | tuple):
        return {"any_of": tuple(str(item) for item in value)}
    return value


Written = str | int | float | list[str | int | float] | Condition
"""A condition as the file may have it."""


class Rule(
    RootModel[dict[str, Annotated[Condition, BeforeValidator(_condition, json_schema_input_type=Written)]]]
):
    """All conditions of a rule must hold."""

    model_config = {"frozen": True}

    @model_validator(mode="after")
    def _known_fields(self) -> Self:
        for name in self.root:
            if name not in FIELDS and not name.startswith(PROPERTY):
                known = ", ".join(FIELDS)
                raise ValueError(f"unknown field {name!r}; an event has {known} and properties.NAME")
        if not self.root:
            raise ValueError("a rule needs at least one condition")
        return self

    def property_names(self) -> set[str]:
        """Names of the properties that it asks for."""
        return {name.removeprefix(PROPERTY) for name in self.root if name.startswith(PROPERTY)}


def _rules(value: object) -> object:
    return [value] if isinstance(value, dict) else value


NoRules = Annotated[tuple[Rule, ...], BeforeValidator(_rules, json_schema_input_type=Rule | list[Rule])]
"""Rules, or none."""

Rules = Annotated[NoRules, Field(min_length=1)]
