"""Worked examples of tests/spec as Markdown: the events, what is asked in words, the answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from tests.spec.cases_touchpoints import TOUCHPOINTS, TouchpointsQuestion
from tests.spec.catalogue import CASES
from tests.spec.questions import (
    CartFile,
    CustomersQuestion,
    FunnelQuestion,
    JourneyFile,
    Question,
    SessionsQuestion,
    StepText,
    TransitionsQuestion,
)
from tests.spec.table import Table, parse_table

BY_TITLE = {case.title: case for case in (*CASES, *TOUCHPOINTS)}
BLOCK = re.compile(r"<!-- example: (?P<title>.*?) -->\n.*?<!-- end of example -->", re.DOTALL)


def titles(page: str) -> list[str]:
    """Titles of the examples that a page shows."""
    return [found["title"] for found in BLOCK.finditer(page)]


def with_examples(page: str) -> str:
    """The page with each example between its markers written anew.

    Raises:
        ValueError: no worked example has that title.
    """
    return BLOCK.sub(lambda found: _block(found["title"]), page)


def _block(title: str) -> str:
    case = BY_TITLE.get(title)
    if case is None:
        near = ", ".join(get_close_matches(title, BY_TITLE, n=1, cutoff=0.3))
        raise ValueError(f"no worked example is called {title!r}; the nearest is {near!r}")
    parts = (
        f"<!-- example: {title} -->",
        f"**{_sentence(title)}**",
        markdown(parse_table(case.table)),
        " ".join(_asked(case.question)),
        markdown(parse_table(case.expected)),
        "<!-- end of example -->",
    )
    return "\n\n".join(part for part in parts if part)


def markdown(table: Table) -> str:
    """A table in Markdown."""
    rows = [table.columns, tuple("---" for _ in table.columns), *table.rows]
    return "\n".join("| " + " | ".join(_escaped(row)) + " |" for row in rows)


def _escaped(row: Sequence[str]) -> Iterable[str]:
    return (cell.replace("*", "\\*") for cell in row)


def _sentence(title: str) -> str:
    return title[0].upper() + title[1:] + "."


def _asked(question: Question | TouchpointsQuestion) -> Iterable[str]:
    match question:
        case CustomersQuestion():
            yield from _identity(question)
        case SessionsQuestion():
            yield from _sessions(question)
        case FunnelQuestion():
            yield from _funnel(question)
        case TouchpointsQuestion():
            yield f"Stages and their touchpoints: {question.stages}."
        case _:
            yield from _file(question.file)
            if isinstance(question, TransitionsQuestion) and not question.collapse:
                yield "Every event counts (`collapse=False`)."
            level = getattr(question, "level", "stage")
            if level != "stage":
                yield f"Level {level}."
    yield "Answer:"


def _identity(question: CustomersQuestion) -> Iterable[str]:
    if question.max_links != 10:
        yield f"`max_links` is {question.max_links}."
    if question.max_device_people != 5:
        yield f"`max_device_people` is {question.max_device_people}."
    if question.crm_rows:
        yield f"Rows of the CRM link {_listed(row.replace(' ', ' to ') for row in question.crm_rows)}."


def _sessions(question: SessionsQuestion) -> Iterable[str]:
    yield f"`timeout` is {question.timeout}; sessionized: {_listed(question.sessionized)}."
    if question.native:
        yield f"`session_id: native` for {_listed(question.native)}."


def _funnel(question: FunnelQuestion) -> Iterable[str]:
    steps = " > ".join(_step(step) for step in question.steps)
    window = f"window {question.window}" if question.window else "no window"
    told = [window, f"order {question.order}", f"entry {question.entry}", f"unit {question.unit}"]
    told += [f"hold {', '.join(question.hold)}"] if question.hold else []
    told += [f"exclude {one.event} between {one.after} and {one.before}" for one in question.exclude]
    told += [f"on_exclude {question.on_exclude}"] if question.exclude else []
    told += ["count attempts"] if question.count == "attempts" else []
    yield f"{steps}; {', '.join(told)}."


def _step(step: StepText) -> str:
    where = "".join(f" where {name} is {value}" for name, value in step.where)
    within = f"[<= {step.within}] " if step.within else ""
    return f"{within}{step.event}{where}{'?' if step.optional else ''}"


def _file(file: JourneyFile | CartFile) -> Iterable[str]:
    if isinstance(file, CartFile):
        yield f"`abandon_after` is {file.abandon_after}, `recover_within` {file.recover_within}."
    else:
        yield f"Stages {_listed(file.stages.split())} in this order{_conversion(file)}."
        if file.split != "never":
            yield f"`split` is {file.split}."
        if file.inactive_after != "30d":
            yield f"`inactive_after` is {file.inactive_after}."
    if file.as_of is not None:
        yield f"As of {file.as_of}."


def _conversion(file: JourneyFile) -> str:
    return f"; {file.conversion} is a conversion" if file.conversion else ""


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)
