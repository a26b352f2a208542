"""The small values of a journey file: frozen models, durations such as `30m`, labels per language, names."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_DURATION = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*([smhdw])\s*$")


class Frozen(BaseModel):
    """Base of all parts of the journey file: immutable, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


def parse_duration(value: object) -> timedelta:
    """Read `30m`, `24h`, `7d`, `2w` or `90s`.

    Raises:
        ValueError: the text is no such duration.
    """
    if isinstance(value, timedelta):
        return value
    match = _DURATION.match(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError(
            f"found {value!r}, expected a number and a unit: s, m, h, d or w, for instance 30m or 7d"
        )
    return timedelta(**{_UNITS[match[2]]: float(match[1])})


def _labels(value: object) -> object:
    return {"": value} if isinstance(value, str) else value


DurationText = Annotated[str, StringConstraints(pattern=_DURATION.pattern)]
Duration = Annotated[timedelta, BeforeValidator(parse_duration, json_schema_input_type=DurationText)]
Labels = Annotated[dict[str, str], BeforeValidator(_labels, json_schema_input_type=str | dict[str, str])]
Name = Annotated[str, StringConstraints(min_length=1, max_length=120, strip_whitespace=True)]


def label_in(labels: dict[str, str], language: str, otherwise: str) -> str:
    """The label in a language, else the one for all languages, else the first, else the name."""
    for key in (language, "", "en"):
        if key in labels:
            return labels[key]
    return next(iter(labels.values()), otherwise)
