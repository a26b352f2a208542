"""What was asked, exactly: enough to say it beside a figure, and to ask the same again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

_SAID_IN_FULL = 8


@dataclass(frozen=True)
class Definition:
    """A question with everything that its answer depends on.

    Attributes:
        question: the method of Snapshot that answers it: funnel, paths, graph, ...
        asked: its arguments as plain JSON values, defaults written out.
        generation: of the data.
        fingerprint: of the data.
        as_of: the instant at which open and dropped are told apart.
        rules: what else decides the numbers, as plain words by name: collapse rule, tie rule, attribution
            of a breakdown.
    """

    question: str
    asked: Mapping[str, Any]
    generation: int
    fingerprint: str
    as_of: datetime
    rules: Mapping[str, str] = field(default_factory=dict[str, str])

    def text(self) -> str:
        """One line for a caption: the question, its arguments that are set, the rules, and what it is of.

        What is true is said by its name alone, what is false or not set is not said, a part without any
        condition is `all`, long lists are cut short; `to_json` has all.
        """
        asked = [_told(name, value) for name, value in self.asked.items() if _is_set(value)]
        rules = [f"{name}: {rule}" for name, rule in self.rules.items()]
        of = [f"as of {self.as_of:%Y-%m-%d %H:%M} UTC", f"generation {self.generation}"]
        return f"{self.question}: " + " · ".join((*asked, *rules, *of))

    def to_json(self) -> str:
        """The whole as JSON text, for `Snapshot.replay`; arguments stay in their order."""
        told = {
            "question": self.question,
            "asked": dict(self.asked),
            "generation": self.generation,
            "fingerprint": self.fingerprint,
            "as_of": self.as_of.isoformat(),
            "rules": dict(self.rules),
        }
        return json.dumps(told, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Definition:
        """The definition that `to_json` wrote.

        Raises:
            ValueError: it is none.
        """
        told: dict[str, Any] = json.loads(text)
        at = datetime.fromisoformat(told.pop("as_of"))
        return cls(**told, as_of=at)


def _is_set(value: Any) -> bool:
    return value is not None and value is not False and value not in ([], {})


def _told(name: str, value: Any) -> str:
    return name if value is True else f"{name} {_said(value, ' > ' if name == 'steps' else ', ')}"


def _said(value: Any, between: str = ", ") -> str:
    if isinstance(value, list) and len(value) > _SAID_IN_FULL:
        return f"{_said(value[: _SAID_IN_FULL - 1], between)} and {len(value) - _SAID_IN_FULL + 1} more"
    if isinstance(value, list):
        return between.join(_said(part) for part in value)
    if isinstance(value, Mapping):
        return ", ".join(_told(name, part) for name, part in value.items() if _is_set(part)) or "all"
    return str(value)
