"""Asking the same question again, from the record of what was asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from inspect import signature
from typing import Any

from journeymine.errors import UsageError
from journeymine.questions.asking import Follow
from journeymine.questions.attribution import attribution
from journeymine.questions.cohorts import Cohort, cohort
from journeymine.questions.compare import Comparison, compare
from journeymine.questions.conditions import steps_of
from journeymine.questions.definition import Definition
from journeymine.questions.funnel import FunnelResult, funnel
from journeymine.questions.graph import GraphDifference, TransitionGraph, transition_graph
from journeymine.questions.ground import Ground
from journeymine.questions.matrix import follows, steps
from journeymine.questions.names import unknown
from journeymine.questions.paths import Between, PathFlows, paths
from journeymine.questions.result import Result

Asked = Mapping[str, Any]


def replay(ground: Ground, definition: Definition | str, *, against: Ground | None = None) -> Any:
    """Ask a question again.

    Args:
        ground: what is asked now, of whatever generation.
        definition: what was asked, or the JSON text of it.
        against: the generation that the record compares with, where it compares with one.

    Returns:
        The result, of the type that the question has.

    Raises:
        UsageError: the record is of no question that can be asked from words alone.
    """
    told = read_definition(definition)
    ask = QUESTIONS.get(told.question)
    if ask is None:
        raise UsageError(unknown("question", told.question, tuple(QUESTIONS)))
    if told.question == "compare":
        return _compare(ground, told.asked, against)
    try:
        return ask(ground, told.asked)
    except KeyError as missing:
        raise UsageError(f"the record of {told.question} does not say {missing}") from None


def read_definition(definition: Definition | str) -> Definition:
    """A definition, from its JSON text where it is one.

    Raises:
        UsageError: the text is no definition.
    """
    if not isinstance(definition, str):
        return definition
    try:
        return Definition.from_json(definition)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise UsageError("the text is no definition; one comes from `result.definition.to_json()`") from None


def _funnel(ground: Ground, asked: Asked) -> FunnelResult:
    found = steps_of(ground, asked["steps"])
    names = asked.get("names") or [step.name for step in found]
    named = [replace(step, name=name) for step, name in zip(found, names, strict=True)]
    return funnel(ground, named, **_options(funnel, asked, "steps", "names"))


def _of_funnel(view: str) -> Callable[[Ground, Asked], Result]:
    """A question about a funnel: what the funnel does not know was said to it."""
    method = getattr(FunnelResult, view)
    own = signature(method).parameters.keys()

    def ask(ground: Ground, asked: Asked) -> Result:
        whole = {name: value for name, value in asked.items() if name not in own and name != view}
        said = {name: asked[name] for name in own if name in asked}
        return method(_funnel(ground, whole), *([asked[view]] if view in asked else []), **said)

    return ask


def _funnels(ground: Ground, asked: Asked) -> Result:
    one = {name: value for name, value in asked.items() if name != "other"}
    return _funnel(ground, one).compare(_funnel(ground, {**one, **asked["other"]}))


def _follow(asked: Asked) -> Follow:
    _check_cohort(asked, "cohort")
    return Follow(**{field.name: asked[field.name] for field in fields(Follow) if field.name in asked})


def _paths(ground: Ground, asked: Asked) -> PathFlows:
    places = Between(asked["start"], asked["end"], asked["around"])
    return paths(ground, places, follow=_follow(asked), depth=asked["depth"], top=asked["top"])


def _steps(ground: Ground, asked: Asked) -> Result:
    how = _follow(asked)
    return steps(ground, asked["centre"], follow=how, before=asked["before"], after=asked["after"])


def _graph(ground: Ground, asked: Asked) -> TransitionGraph:
    found = transition_graph(ground, _follow(asked))
    if "handovers" in asked:
        found = found.handovers(asked["handovers"])
    return found.thin(keep=asked["keep"], top=asked["top"]) if "keep" in asked else found


def _graphs(ground: Ground, asked: Asked) -> GraphDifference:
    one, other = ({**asked, **asked[side]} for side in ("one", "other"))
    return _graph(ground, one).difference(_graph(ground, other))


def _attribution(ground: Ground, asked: Asked) -> Result:
    return attribution(ground, **_options(attribution, asked))


def _compare(ground: Ground, asked: Asked, against: Ground | None = None) -> Comparison:
    for side in ("one", "other"):
        _check_cohort(asked, side)
    if (generation := asked.get("against")) is not None and against is None:
        raise UsageError(f"the record compares with generation {generation}, which is not here")
    return compare(ground, against=against, **_options(compare, asked, "against"))


def _cohort(ground: Ground, asked: Asked) -> Cohort:
    if "when" not in asked:
        raise UsageError("this cohort came from a result; ask for that, and for its units again")
    return cohort(ground, asked["when"], asked["unit"])


def _options(ask: Callable[..., Any], asked: Asked, *taken: str) -> dict[str, Any]:
    """What was said to a question besides what was taken out already."""
    _check_cohort(asked, "cohort")
    said = {name: value for name, value in asked.items() if name not in taken and value is not None}
    if strange := sorted(said.keys() - signature(ask).parameters.keys()):
        raise UsageError(f"the record says {', '.join(strange)}, which {ask.__name__} does not know")
    return said


def _check_cohort(asked: Asked, name: str) -> None:
    if isinstance(asked.get(name), Mapping):
        raise UsageError("its cohort came from a result; save that, and ask with its name")


_VIEWS = ("by", "trend", "times", "curve", "next_actions", "drivers")
QUESTIONS: Mapping[str, Callable[[Ground, Asked], Any]] = {
    "funnel": _funnel,
    **{f"funnel.{view}": _of_funnel(view) for view in _VIEWS},
    "funnel.compare": _funnels,
    "paths": _paths,
    "transition_graph": _graph,
    "transition_graph.difference": _graphs,
    "step_matrix": _steps,
    "follows": lambda ground, asked: follows(ground, _follow(asked)),
    "attribution": _attribution,
    "compare": _compare,
    "cohort": _cohort,
}
"""Questions by the name that definitions give them: the methods of Snapshot and of its results."""
