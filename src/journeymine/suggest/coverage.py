"""What the rules of a journey file make of some events: which have no touchpoint and where they may belong,
which rules match nothing.

The events are staged into tables in memory; nothing is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ruamel.yaml import YAML

from journeymine.config import Condition, Rule, Settings
from journeymine.engine import Engine
from journeymine.stages import Matcher, build_stage_map, fields_of, rule_parameters
from journeymine.suggest.rules import Known, Suggestion, rule_line, suggest_rule
from journeymine.suggest.words import is_page_view, looks_like_data

NO_NAME = "(no name)"
_LOG = """
create table staged_log (
    source varchar, occurred_at timestamptz, event_name varchar, page varchar, channel varchar,
    medium varchar, campaign varchar, device varchar, touchpoint_hint varchar, properties varchar,
    score_kind varchar, currency varchar, is_keyless boolean
)
"""
_STAGED = """
insert into staged_log
select $source, occurred_at, coalesce(event_name, $no_name), page, channel, medium, campaign, device,
    touchpoint_hint, properties, score_kind, currency,
    len(list_filter(coalesce(identifiers, []), lambda one: coalesce(one.identifier_value, '') <> '')) = 0
from {model} where is_event and skip_reason is null and event_name is distinct from 'ad_cost'
"""
_SIGNATURES = """
create or replace table signatures as
select row_number() over () - 1 as signature_no, *, cast(null as varchar) as flag
from (
    select distinct source, event_name, page, channel, medium, campaign, device, touchpoint_hint, score_kind,
        currency
    from staged_log
)
"""
_ROWS = """
create or replace table event_rows as
select said.signature_no, log.properties
from staged_log as log
inner join signatures as said
    on said.source = log.source
    and said.event_name = log.event_name
    and said.page is not distinct from log.page
    and said.channel is not distinct from log.channel
    and said.medium is not distinct from log.medium
    and said.campaign is not distinct from log.campaign
    and said.device is not distinct from log.device
    and said.touchpoint_hint is not distinct from log.touchpoint_hint
    and said.score_kind is not distinct from log.score_kind
    and said.currency is not distinct from log.currency
"""
_UNUSABLE = """
select
    count(*) filter (where occurred_at is null) as timeless,
    count(*) filter (where occurred_at is not null and is_keyless) as keyless
from staged_log
where source = $source
"""
_NAMES = "select distinct event_name from signatures order by event_name"
_GROUPS = """
select
    source,
    event_name,
    case
        when list_contains($views, event_name) and starts_with(page, '/') then '/' || split_part(page, '/', 2)
    end as page,
    cast(sum(event_count) as bigint) as event_count,
    cast(coalesce(sum(event_count) filter (where touchpoint is not null), 0) as bigint) as mapped_count
from stage_map
group by all
order by event_count desc, source, event_name, page
"""


@dataclass(frozen=True)
class EventGroup:
    """Events of one name; views of pages by the first part of the path.

    Attributes:
        source: where they come from.
        name: their name.
        page: first part of the path where they are views of pages, such as `/blog`; else None.
        event_count: how many there are.
        mapped_count: how many of them a rule gives a touchpoint.
    """

    source: str
    name: str
    page: str | None
    event_count: int
    mapped_count: int

    @property
    def unmapped_count(self) -> int:
        """How many have no touchpoint."""
        return self.event_count - self.mapped_count

    @property
    def is_value(self) -> bool:
        """Whether its name or page looks like a value, which is not said."""
        return looks_like_data(self.name) or looks_like_data(self.page or "")

    @property
    def shown(self) -> str:
        """Its name for a message."""
        name = "(a name that looks like a value)" if looks_like_data(self.name) else repr(self.name)
        return f"{name} at {'(a value)' if looks_like_data(self.page) else self.page}" if self.page else name


@dataclass(frozen=True)
class NamedRule:
    """A rule of the journey file.

    Attributes:
        part: what it belongs to, such as `touchpoint 'cart'`.
        rule: its conditions.
        is_own: whether it stands in the file itself, not in a preset.
    """

    part: str
    rule: Rule
    is_own: bool

    @property
    def shown(self) -> str:
        """Part and conditions in words."""
        tests = (f"{name} {_told(condition)}" for name, condition in self.rule.root.items())
        return f"{self.part}: {', '.join(tests)}"


@dataclass(frozen=True)
class Coverage:
    """What the rules make of the events.

    Attributes:
        groups: all events by name, the most frequent first.
        known: the touchpoints and stages that there are.
        idle: rules for which no event matched.
        unseen: touchpoints no rule of which matched.
        shadowed: touchpoints whose rules matched, but earlier ones took all of the events.
    """

    groups: tuple[EventGroup, ...]
    known: Known
    idle: tuple[NamedRule, ...]
    unseen: tuple[str, ...]
    shadowed: tuple[str, ...]

    def unmapped(self, source: str, most: int) -> list[tuple[EventGroup, Suggestion | None]]:
        """The most frequent events of a source without a touchpoint, each with where it may belong.

        There is no suggestion where a rule takes some of the events: one for the rest has to look closer.
        """
        mine = [group for group in self.groups if group.source == source and group.unmapped_count]
        mine.sort(key=lambda group: (-group.unmapped_count, group.name, group.page or ""))
        return [(group, self.suggestion(group)) for group in mine[:most]]

    def suggestion(self, group: EventGroup) -> Suggestion | None:
        """Where a group of events may belong."""
        if group.mapped_count or group.name == NO_NAME or group.is_value:
            return None
        found = suggest_rule(group.name, group.page, self.known)
        return self._within(found, group) if self._is_elsewhere(group) else found

    def _is_elsewhere(self, group: EventGroup) -> bool:
        """Whether the same event has a touchpoint in another source, which a rule for it would take away."""
        return any(
            other.name == group.name and other.source != group.source and other.mapped_count
            for other in self.groups
        )

    def _within(self, found: Suggestion, group: EventGroup) -> Suggestion:
        conditions = {"source": group.source, **found.conditions}
        return Suggestion(found.touchpoint, found.stage, found.is_new, conditions, found.role)


def begin(engine: Engine) -> None:
    """Make the empty log of staged events."""
    engine.execute(_LOG)


def stage(engine: Engine, source: str, model: str, parameters: Mapping[str, object]) -> None:
    """Put the events of a raw table into the log of staged events.

    Args:
        engine: has the raw table that the model reads.
        source: whose events they are.
        model: the staging model.
        parameters: what it binds.
    """
    engine.model(model, parameters)
    engine.execute(_STAGED.format(model=model), {"source": source, "no_name": NO_NAME})


def unusable(engine: Engine, source: str) -> tuple[int, int]:
    """How many events of a source have no usable time, and how many others name no customer."""
    found = engine.query(_UNUSABLE, {"source": source})
    return found["timeless"][0].as_py(), found["keyless"][0].as_py()


def cover(engine: Engine, settings: Settings, own: Mapping[str, frozenset[str]]) -> Coverage:
    """Classify the staged events and say what the rules make of it.

    Args:
        engine: holds the staged events.
        settings: the journey file with its presets.
        own: names that stand in the file itself, by the file's key.
    """
    engine.execute(_SIGNATURES)
    engine.execute(_ROWS)
    build_stage_map(engine, settings)
    views = [name for name in engine.query(_NAMES)["event_name"].to_pylist() if is_page_view(name)]
    groups = tuple(EventGroup(*row.values()) for row in engine.query(_GROUPS, {"views": views}).to_pylist())
    said = engine.select_model("int_signatures", rule_parameters(settings))
    signatures = list(fields_of(said, settings.rule_properties()))
    idle = tuple(_idle(named_rules(settings, own), signatures))
    reached = engine.query("select distinct touchpoint from stage_map")["touchpoint"].to_pylist()
    missed = {point.name: point for point in settings.touchpoints if point.name not in reached}
    resting = [id(named.rule) for named in idle]
    unseen = [name for name, point in missed.items() if all(id(rule) in resting for rule in point.when)]
    shadowed = [name for name in missed if name not in unseen]
    known = Known.of(settings, own.get("touchpoints", frozenset()))
    return Coverage(groups, known, idle, tuple(unseen), tuple(shadowed))


def paste(suggestions: Iterable[Suggestion]) -> list[str]:
    """New touchpoints as lines to put under `touchpoints`, those of one name as one line, then templates as
    comments.
    """
    new = [found for found in suggestions if found.is_new]
    by_name: dict[str, list[Suggestion]] = {}
    for found in new:
        if found.is_rule:
            by_name.setdefault(found.touchpoint, []).append(found)
    lines = [
        rule_line(name, str(group[0].stage), [found.conditions for found in group])
        for name, group in by_name.items()
    ]
    return [*lines, *dict.fromkeys(found.rule for found in new if not found.is_rule)]


def named_rules(settings: Settings, own: Mapping[str, frozenset[str]]) -> Iterator[NamedRule]:
    """Every rule with what it belongs to; those of personas look at customers and are not among them.

    Args:
        settings: the journey file with its presets.
        own: names that stand in the file itself, by the file's key.
    """
    for key, kind, parts in (
        ("touchpoints", "touchpoint", settings.touchpoints),
        ("channels", "channel", settings.channels),
        ("friction", "friction", settings.friction),
    ):
        for part in parts:
            is_own = part.name in own.get(key, ())
            yield from (NamedRule(_part(kind, part.name), rule, is_own) for rule in part.when)
    if settings.carts is not None:
        carts, is_own = settings.carts, "carts" in own
        for role, rules in (("add", carts.add), ("remove", carts.remove), ("purchase", carts.purchase)):
            yield from (NamedRule(f"carts.{role}", rule, is_own) for rule in rules)
        for step in carts.checkout:
            yield from (NamedRule(_part("checkout step", step.name), rule, is_own) for rule in step.when)
    for flag, rules in settings.hygiene.rules():
        yield from (NamedRule(f"hygiene, {flag}", rule, True) for rule in rules)


def own_names(settings: Settings) -> dict[str, frozenset[str]]:
    """Names of the entries that stand in the journey file itself, by the file's key; all where there is no
    file.
    """
    parts = {
        "touchpoints": settings.touchpoints,
        "channels": settings.channels,
        "friction": settings.friction,
    }
    if not settings.path.exists():
        return {"carts": frozenset(), **{key: frozenset(part.name for part in parts[key]) for key in parts}}
    tree = YAML(typ="safe").load(settings.path.read_text(encoding="utf-8"))
    names = {key: frozenset(str(item["name"]) for item in tree.get(key) or ()) for key in parts}
    return {**names, "carts": frozenset()} if "carts" in tree else names


def _idle(rules: Iterable[NamedRule], signatures: Sequence[Mapping[str, str | None]]) -> Iterator[NamedRule]:
    matcher = Matcher()
    return (rule for rule in rules if not any(matcher.any_rule([rule.rule], fields) for fields in signatures))


def _part(kind: str, name: str) -> str:
    return f"{kind} {name!r}"


def _told(condition: Condition) -> str:
    if condition.absent is not None:
        return "absent" if condition.absent else "present"
    return condition.matches or " or ".join(condition.any_of or ())
