"""The whole way from files to the text of a first journey file, with its touchpoints and carts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from journeymine.config import Settings, load
from journeymine.engine import Engine
from journeymine.errors import DataRefused
from journeymine.sources.loading import parameters_of
from journeymine.sources.registry import load_layouts, shape_of
from journeymine.suggest.coverage import Coverage, EventGroup, begin, cover, paste, stage, unusable
from journeymine.suggest.draft import Proposal, brings, journey_text
from journeymine.suggest.exports import Found, Sorted, files_under, globs_of, sort_out
from journeymine.suggest.heads import Head
from journeymine.suggest.rules import Suggestion, literal

RULES_PROPOSED = 40
TEMPLATES_PROPOSED = 10
_NOTHING = "- {name: nothing, stage: awareness, when: {event: {absent: true}}}"
"""Stands for the touchpoints until the events are known; every event has a name."""


@dataclass(frozen=True)
class First:
    """A first journey file.

    Attributes:
        text: it.
        sorted: what was found, and what was left out.
        converts: whether some event of those read reaches a stage that converts.
    """

    text: str
    sorted: Sorted
    converts: bool


def propose(engine: Engine, given: Sequence[str], folder: Path) -> First:
    """A first journey file for some exports.

    Args:
        engine: a database in memory.
        given: files, folders and globs.
        folder: where the journey file will lie; it is there already.

    Raises:
        DataRefused: there are no files, or none of them can be taken.
    """
    paths = files_under(given)
    found = sort_out(engine, paths)
    if not found.sources:
        told = "; ".join(f"{path.name}: {why}" for path, why in found.left_out[:5])
        raise DataRefused(f"none of the files can be taken as a source of events: {told}")
    globs = {source.name: globs_of(source, folder, paths) for source in found.sources}
    begin(engine)
    draft = journey_text(found.sources, globs, Proposal((_NOTHING,)))
    coverage, lost = _tried(engine, found.sources, _settings(draft, folder))
    text = journey_text(found.sources, globs, _proposal(coverage, found.sources, lost))
    return First(text, found, _converts(engine, _settings(text, folder)))


def _settings(text: str, folder: Path) -> Settings:
    """The journey file as it will be loaded: from the folder where it will lie."""
    path = folder / ".journey-proposed.yaml"
    path.write_text(text, encoding="utf-8")
    try:
        return load(path)
    finally:
        path.unlink()


def _tried(engine: Engine, sources: Iterable[Found], settings: Settings) -> tuple[Coverage, dict[str, float]]:
    """What the rules make of the first rows, and for each source the largest share of a file's rows that is
    lost.
    """
    lost: dict[str, float] = {}
    for found in sources:
        lost[found.name], before = 0.0, (0, 0)
        for entity, head in found.heads:
            _stage(engine, settings, (found.name, entity), head)
            now = unusable(engine, found.name)
            timeless, keyless = now[0] - before[0], now[1] - before[1]
            is_open = found.table is not None and bool(found.table.times.choices)
            bad = head.bad_count + keyless + (0 if is_open else timeless)
            lost[found.name] = max(lost[found.name], bad / max(1, head.row_count + head.bad_count))
            before = now
    return cover(engine, settings, {}), lost


def _stage(engine: Engine, settings: Settings, place: tuple[str, str], head: Head) -> None:
    name, entity = place[0], place[1] or "events"
    source = settings.sources[name]
    layout = load_layouts().get((source.vendor, entity))
    shape = shape_of(source, entity, is_sparse=head.kind == "jsonl")
    piece = head.records if layout and layout.is_record and head.records else head.piece
    model = layout.model_name if layout else f"table__{entity}"
    engine.register(f"raw_{model}", shape.rows(piece))
    stage(engine, name, f"stg_{model}", parameters_of(source))


def _proposal(coverage: Coverage, sources: Iterable[Found], lost: Mapping[str, float]) -> Proposal:
    """Touchpoints for the events of sources whose preset brings none, and their carts."""
    bare = {found.name for found in sources if not brings(found.vendor, "touchpoints")}
    groups = [group for group in coverage.groups if group.source in bare]
    found = [(group, coverage.suggestion(group)) for group in groups]
    told = [(group, suggestion) for group, suggestion in found if suggestion is not None]
    order = [stage.name for stage in coverage.known.stages]
    rules = [suggestion for _, suggestion in told if suggestion.is_rule][:RULES_PROPOSED]
    rules.sort(key=lambda suggestion: order.index(str(suggestion.stage)))
    templates = [
        suggestion
        for group, suggestion in told
        if suggestion.touchpoint and not suggestion.is_rule and group.page is None
    ]
    lines = paste([*rules, *templates[:TEMPLATES_PROPOSED]])
    has_carts = any(brings(source.vendor, "carts") for source in sources)
    return Proposal(tuple(lines), {} if has_carts else _carts(told), lost)


def _carts(told: Iterable[tuple[EventGroup, Suggestion]]) -> dict[str, list[str]]:
    """For each role of a cart the events that have it, in the order of roles."""
    roles: dict[str, dict[str, None]] = {"add": {}, "remove": {}, "purchase": {}}
    for group, suggestion in told:
        if suggestion.role:
            roles[suggestion.role][literal(group.name)] = None
    return {role: list(names) for role, names in roles.items() if names}


def _converts(engine: Engine, settings: Settings) -> bool:
    """Whether some event reaches a stage that converts."""
    cover(engine, settings, {})
    return engine.query("select bool_or(is_conversion) as found from stage_map")["found"][0].as_py() is True
