"""Asking the same question again, from the record of what was asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from journeymine.errors import UsageError
from journeymine.questions.asking import Follow
from journeymine.questions.attribution import attribution
from journeymine.questions.cohorts import cohort
from journeymine.questions.compare import compare
from journeymine.questions.definition import Definition
from journeymine.questions.funnel import funnel
from journeymine.questions.graph import transition_graph
from journeymine.questions.ground import Ground
from journeymine.questions.matrix import follows, steps
from journeymine.questions.names import unknown
from journeymine.questions.paths import Between, paths

Asked = Mapping[str, Any]


def replay(ground: Ground, definition: Definition | str) -> Any:
    """Ask a question again.

    Args:
        ground: what is asked now, of whatever generation.
        definition: what was asked, or the JSON text of it.

    Returns:
        The result, of the type that the question has.

    Raises:
        UsageError: the record is of no question that can be asked from words alone.
    """
    if isinstance(definition, str):
        try:
            definition = Definition.from_json(definition)
        except (ValueError, KeyError, TypeError):
            raise UsageError(
                "the text is no definition; one comes from `result.definition.to_json()`"
            ) from None
    ask = _QUESTIONS.get(definition.question)
    if ask is None:
        raise UsageError(unknown("question", definition.question, tuple(_QUESTIONS)))
    return ask(ground, definition.asked)


def _follow(asked: Asked) -> Follow:
    return Follow(**{field.name: asked[field.name] for field in fields(Follow) if field.name in asked})


def _paths(ground: Ground, asked: Asked) -> Any:
    places = Between(asked["start"], asked["end"], asked["around"])
    return paths(ground, places, follow=_follow(asked), depth=asked["depth"], top=asked["top"])


def _steps(ground: Ground, asked: Asked) -> Any:
    how = _follow(asked)
    return steps(ground, asked["centre"], follow=how, before=asked["before"], after=asked["after"])


def _compare(ground: Ground, asked: Asked) -> Any:
    if asked["against"] is not None:
        raise UsageError("a comparison of two generations can't be asked again from its record alone")
    return compare(ground, **{name: value for name, value in asked.items() if name != "against"})


_QUESTIONS: Mapping[str, Callable[[Ground, Asked], Any]] = {
    "funnel": lambda ground, asked: funnel(ground, **asked),
    "paths": _paths,
    "transition_graph": lambda ground, asked: transition_graph(ground, _follow(asked)),
    "steps": _steps,
    "follows": lambda ground, asked: follows(ground, _follow(asked)),
    "attribution": lambda ground, asked: attribution(ground, **asked),
    "compare": _compare,
    "cohort": lambda ground, asked: cohort(ground, asked["when"]),
}
