"""The journey file that a worked example speaks of, so that the product can be asked the same question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from journeymine.config import Settings, load
from tests.spec.questions import (
    AbandonmentQuestion,
    CartFile,
    CartsQuestion,
    CustomersQuestion,
    FunnelQuestion,
    JourneyFile,
    Question,
    SessionsQuestion,
)
from tests.spec.table import MONDAY, parse_time

SOURCES = ("web", "app", "support", "crm")


@dataclass(frozen=True)
class SessionRules:
    """Which sources have sessions, and which of them ids of their own that are trusted."""

    sessionized: Sequence[str] = ("web", "app")
    native: Sequence[str] = ()


def settings_of(question: Question, folder: Path) -> Settings:
    """Write the example's journey file and load it.

    Args:
        question: what is asked.
        folder: where the file is written.
    """
    path = folder / "journey.yaml"
    path.write_text("\n".join(_lines(question)) + "\n", encoding="utf-8")
    return load(path)


def _lines(question: Question) -> list[str]:
    match question:
        case CustomersQuestion():
            limits = f"max_links: {question.max_links}, max_device_people: {question.max_device_people}"
            return [*_sources(SessionRules()), f"identity: {{{limits}}}", *_one_stage()]
        case SessionsQuestion():
            rules = SessionRules(question.sessionized, question.native)
            timeout = f"sessions: {{timeout: {_duration(question.timeout)}}}"
            return [*_sources(rules), timeout, *_one_stage()]
        case CartsQuestion() | AbandonmentQuestion():
            return [*_sources(SessionRules()), *_one_stage(), *_carts(question.file)]
        case FunnelQuestion():
            return [*_sources(SessionRules()), *_one_stage()]
        case _:
            return [*_sources(SessionRules()), *_journeys(question.file)]


def _sources(rules: SessionRules) -> Iterable[str]:
    yield "sources:"
    table = "vendor: table, files: none.csv, columns: {time: t, event: e}, keys: {user: u}"
    for source in SOURCES:
        sessionize = str(source in rules.sessionized).lower()
        session_id = "native" if source in rules.native else "timeout"
        yield f"  {source}: {{{table}, sessionize: {sessionize}, session_id: {session_id}}}"


def _one_stage() -> Iterable[str]:
    yield "stages: [{name: all, half: buyer}]"
    yield "touchpoints: [{name: any, stage: all, when: {event: '*'}}]"


def _journeys(file: JourneyFile) -> Iterable[str]:
    conversions = file.conversion.split()
    yield "stages:"
    for stage in file.stages.split():
        yield f"  - {{name: {stage}, half: buyer, conversion: {str(stage in conversions).lower()}}}"
    yield "touchpoints:"
    for stage in file.stages.split():
        yield f"  - {{name: {stage}, stage: {stage}, when: {{event: {stage}}}}}"
    split = file.split if file.split in ("never", "purchase") else _duration(file.split)
    yield f"journeys: {{split: {split}, inactive_after: {_duration(file.inactive_after)}}}"
    yield from _as_of(file.as_of)


def _carts(file: CartFile) -> Iterable[str]:
    yield "carts:"
    yield from ("  add: {event: add}", "  remove: [{event: remove}]", "  purchase: {event: purchase}")
    yield f"  checkout: [{_named(file.checkout)}]"
    yield f"  abandon_after: {_duration(file.abandon_after)}"
    yield f"  recover_within: {_duration(file.recover_within)}"
    yield f"friction: [{_named(file.friction)}]"
    yield from _as_of(file.as_of)


def _named(names: str) -> str:
    return ", ".join(f"{{name: {name}, when: {{event: {name}}}}}" for name in names.split())


def _as_of(text: str | None) -> Iterable[str]:
    if text is not None:
        instant = datetime.fromtimestamp(0, UTC) + timedelta(microseconds=MONDAY + parse_time(text))
        yield f"as_of: {instant.isoformat()}"


def _duration(text: str) -> str:
    return f"{parse_time(text) // 1_000_000}s"
