"""Which channels, touchpoints or campaigns conversions are put down to, by any of seven models.

docs/questions/attribution.md says what a conversion, a touch and a loss are, and each model's formula.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypedDict, get_args

import pyarrow as pa

from journeymine.errors import UsageError
from journeymine.measures.attribution import (
    CONVERTED,
    MODELS,
    Credit,
    Effects,
    Meetings,
    Model,
    Options,
    Position,
    Worth,
    attribute,
    meetings,
)
from journeymine.questions.attribution_tables import (
    NOBODY,
    Parts,
    credit_rows,
    customers_of,
    paths_table,
    units_table,
    untouched,
)
from journeymine.questions.cohorts import Cohort, told_cohort
from journeymine.questions.conditions import Moment, Step
from journeymine.questions.costs import CostQuestion, Costs, costs_of
from journeymine.questions.definition import Definition
from journeymine.questions.ground import Ground
from journeymine.questions.names import unknown
from journeymine.questions.result import Result
from journeymine.questions.touching import Found, Part, Touching, TouchKind, find, microseconds
from journeymine.walk.paths import Int64

if TYPE_CHECKING:
    import plotly.graph_objects as go

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Attributing(TypedDict, total=False):
    """The arguments of `attribution` beyond the models, as methods take them one by one."""

    conversion: str | Step | None
    level: str
    touches: TouchKind
    look_back: str | timedelta
    joined: bool
    since_conversion: bool
    open_is_lost: bool
    where: str | Sequence[str] | None
    cohort: str | Cohort | None
    since: Moment | None
    until: Moment | None
    events: str | Step | None
    currency: str | None
    costs: Mapping[str, str] | None
    position: tuple[float, float]
    half_life: str | timedelta
    order: int | None
    worth: Worth


def attribution(  # noqa: PLR0913
    ground: Ground,
    models: str | Sequence[str] | None = None,
    *,
    conversion: str | Step | None = None,
    level: str = "channel",
    touches: TouchKind = "sessions",
    look_back: str | timedelta = "30d",
    joined: bool = False,
    since_conversion: bool = False,
    open_is_lost: bool = False,
    where: str | Sequence[str] | None = None,
    cohort: str | Cohort | None = None,
    since: Moment | None = None,
    until: Moment | None = None,
    events: str | Step | None = None,
    currency: str | None = None,
    costs: Mapping[str, str] | None = None,
    position: tuple[float, float] = (0.4, 0.4),
    half_life: str | timedelta = "7d",
    order: int | None = None,
    worth: Worth = "conversions",
) -> Attribution:
    """Credit of each node for conversions, for their value and for losses, by each model.

    Args:
        ground: what is asked.
        models: of first, last, linear, position, decay, markov, shapley; None for all.
        conversion: the events that are conversions, for instance `purchase[value>100]`; None: events at
            conversion stages that are no step of a cart.
        level: what the nodes are: channel, campaign, touchpoint, or any other field or declared property.
        touches: `sessions`: the first event of each session that is at a node, and of events outside sessions
            those with a touchpoint; `events`: every event at a node.
        look_back: touches at most so long before the conversion count.
        joined: touches at one node in a row are one.
        since_conversion: touches before the customer's last conversion lead to no other.
        open_is_lost: journeys that are still open count as lost; else they count for nothing.
        where: SQL conditions on the columns of journeys, or `customer: ...`: conversions and losses of these
            only; all touches of theirs count.
        cohort: the name of a cohort of customers or journeys, a text of the language of cohorts, or a Cohort.
        since: conversions, and ends of lost journeys, from then on.
        until: the same before then.
        events: events must meet this to be touches.
        currency: of values and costs; None: that of most conversions. Currencies are never added up.
        costs: the node of a channel of ad_costs, where its name differs: `{"google/cpc": "paid search"}`.
        position: what model position gives the first and the last touch.
        half_life: in which model decay halves a touch's weight.
        order: how many touches model markov remembers; None: as foretells held-out paths best, 1 to 4.
        worth: of a set of nodes in model shapley: `conversions` or `rate`.

    Raises:
        UsageError: a word can't be read, a name is unknown, or there are too many nodes for a model.
    """
    chosen = _models(models)
    touching = Touching(level, touches, look_back, joined, since_conversion, open_is_lost)
    part = Part(conversion, where, cohort, since, until, events)
    options = Options(_position(position), microseconds(half_life), _order(order), _worth(worth))
    found = find(ground, touching, part, currency)
    aged = found.aged(ground.paths.times) if "decay" in chosen else None
    credits, effects = attribute(found.counts, chosen, options, aged=aged)
    question = CostQuestion(
        level, found.counts.names, currency or found.money.currency, since, until, costs or {}
    )
    paid = costs_of(ground, question)
    asked = _asked(chosen, touching, part, options)
    asked |= {"half_life": _span(half_life), "currency": currency, "costs": dict(costs or {})}
    rules = _rules(ground, _Told(touching, part, options, found, effects, paid), chosen)
    return Attribution(
        ground=ground,
        definition=ground.define("attribution", asked, rules),
        found=found,
        credits=credits,
        effects=effects,
        costs=paid,
    )


@dataclass(frozen=True, repr=False)
class Attribution(Result):
    """Credit by each model.

    Attributes:
        ground: what was asked.
        definition: what was asked, exactly.
        found: the paths of touches.
        credits: of each model.
        effects: what the chain behind model markov says; None without it.
        costs: of advertising; None where there are none.
    """

    ground: Ground
    definition: Definition
    found: Found
    credits: tuple[Credit, ...]
    effects: Effects | None
    costs: Costs | None

    @cached_property
    def meetings(self) -> Meetings:
        """Conversions that nodes took part in, whatever the model."""
        return meetings(self.found.counts)

    @cached_property
    def customers(self) -> Int64:
        """Customers who have each node on a path to a conversion; last, those with a path without any."""
        return customers_of(self.found)

    def table(self) -> pa.Table:
        """A row for each model and node, by credit; conversions without a touch are at (none).

        Columns: model, node, credit (conversions), share of all conversions with share_low and share_high
        (95 %), value and currency, loss_credit (lost journeys), met_count, assist_count and between_count
        (conversions that the node took part in; those whose last touch is another's; those whose first is so
        too), customer_count, cost, cost_per_conversion, return_on_spend (value / cost). NULL is unknown.
        """
        parts = Parts(self.found, self.meetings, self.customers, self.costs)
        return pa.concat_tables([credit_rows(parts, credit) for credit in self.credits])

    def beside(self) -> pa.Table:
        """Credit for conversions by node, a column for each model."""
        names = [*self.found.counts.names, NOBODY]
        columns = {
            each.model: [*each.amounts[:, CONVERTED], untouched(self.found)[CONVERTED]]
            for each in self.credits
        }
        table = pa.table({"node": names, **{model: pa.array(part) for model, part in columns.items()}})
        return table.sort_by([(self.credits[0].model, "descending"), ("node", "ascending")])

    def removal(self) -> pa.Table:
        """Model markov's removal effects: parts of the conversions, losses and value that go through each
        node.

        Raises:
            UsageError: model markov was not asked for.
        """
        effects = self._of_markov()
        columns = {"node": self.found.counts.names, "removal_effect": effects.removal[:, 0]}
        columns |= {"loss_effect": effects.removal[:, 1], "value_effect": effects.removal[:, 2]}
        table = pa.table(columns)
        return table.sort_by([("removal_effect", "descending"), ("node", "ascending")])

    def orders(self) -> pa.Table:
        """The orders tried for model markov: states, mean log chance of what was held out, whether taken.

        Raises:
            UsageError: model markov was not asked for.
        """
        effects = self._of_markov()
        scores = effects.scores
        return pa.table(
            {
                "markov_order": pa.array([score.order for score in scores], pa.int64()),
                "state_count": pa.array([score.states for score in scores], pa.int64()),
                "log_likelihood": pa.array([score.log_likelihood for score in scores], pa.float64()),
                "is_taken": pa.array([score.order == effects.order for score in scores], pa.bool_()),
            }
        )

    def paths(self) -> pa.Table:
        """Different sequences of touches: path, touch_count, conversion_count, lost_count, conversion_rate,
        value, currency; the commonest first.
        """
        return paths_table(self.found)

    def units(self, node: str | None = None) -> pa.Table:
        """The conversions behind the figures: customer_id, converted_at, path, value; those of a node only.

        Raises:
            UsageError: no touch is at that node.
        """
        return units_table(self.ground, self.found, node)

    def plot(self, model: Model | None = None) -> go.Figure:
        """Shares by a model with their intervals, beside those of the others.

        Args:
            model: one of those asked for; None: markov where it is among them, else the last.

        Raises:
            UsageError: the model was not asked for.
        """
        from journeymine.present.figures.attribution import Shown, attribution_figure

        model = model or ("markov" if self.effects is not None else self.credits[-1].model)
        if model not in (each.model for each in self.credits):
            raise UsageError(f"model {model} was not asked for; asked for: {', '.join(_names(self.credits))}")
        shown = Shown(self.definition.asked["level"], model, self.definition.text())
        return attribution_figure(self.table(), self.ground.scene, shown)

    def _of_markov(self) -> Effects:
        if self.effects is None:
            raise UsageError("model markov was not asked for; add it to the models")
        return self.effects


@dataclass(frozen=True)
class _Told:
    """What the definition's rules are written from."""

    touching: Touching
    part: Part
    options: Options
    found: Found
    effects: Effects | None
    costs: Costs | None


def _names(credits: Sequence[Credit]) -> list[str]:
    return [each.model for each in credits]


def _models(models: str | Sequence[str] | None) -> tuple[Model, ...]:
    asked = MODELS if models is None else (models,) if isinstance(models, str) else tuple(models)
    for name in asked:
        if name not in MODELS:
            raise UsageError(unknown("model", name, MODELS))
    if not asked:
        raise UsageError(f"no model was asked for; models are: {', '.join(MODELS)}")
    return tuple(model for model in MODELS if model in asked)


def _position(shares: tuple[float, float]) -> Position:
    first, last = shares
    if min(first, last) < 0 or first + last > 1:
        raise UsageError(
            f"position gives {first} to the first and {last} to the last touch; expected shares of one, for "
            "instance (0.4, 0.4)"
        )
    return Position(first, last)


def _order(order: int | None) -> int | None:
    if order is not None and order < 1:
        raise UsageError(f"found order {order}; a chain remembers at least 1 touch")
    return order


def _worth(worth: Worth) -> Worth:
    if worth not in get_args(Worth):
        raise UsageError(unknown("worth", worth, get_args(Worth)))
    return worth


def _asked(models: Sequence[Model], touching: Touching, part: Part, options: Options) -> dict[str, Any]:
    where = [part.where] if isinstance(part.where, str) else part.where
    return {
        "models": list(models),
        "conversion": _text(part.conversion),
        "level": touching.level,
        "touches": touching.touches,
        "look_back": _span(touching.look_back),
        "joined": touching.joined,
        "since_conversion": touching.since_conversion,
        "open_is_lost": touching.open_is_lost,
        "where": None if where is None else list(where),
        "cohort": told_cohort(part.cohort),
        "since": None if part.since is None else str(part.since),
        "until": None if part.until is None else str(part.until),
        "events": _text(part.events),
        "position": [options.position.first, options.position.last],
        "order": options.order,
        "worth": options.worth,
    }


def _span(length: str | timedelta) -> str:
    return length if isinstance(length, str) else f"{length.total_seconds():g}s"


def _text(condition: str | Step | None) -> str | None:
    return condition.text if isinstance(condition, Step) else condition


def _rules(ground: Ground, told: _Told, models: Sequence[Model]) -> dict[str, str]:
    """What else decides the numbers, in words."""
    touching = told.touching
    days = f"{ground.inactive_after.total_seconds() / 86400:g} d"
    rules = {
        "touch": "first event of each session at a node, mapped events outside sessions"
        if touching.touches == "sessions"
        else "every event at a node that is no conversion",
        "look-back": f"{_span(touching.look_back)} before the conversion, exactly that long is within",
        "lost": "journeys without a conversion, open ones too"
        if touching.open_is_lost
        else f"journeys without a conversion and silent for more than {days}; open ones count for nothing",
        "conversions without a touch": f"at {NOBODY}",
        "intervals": "95 %, jackknife over 20 groups of customers by a hash of their ids",
    }
    if told.part.conversion is None:
        rules["conversion"] = "events at conversion stages that are no step of a cart"
    if "markov" in models and told.effects is not None:
        how = "given" if told.options.order is not None else "best on paths held out"
        rules["markov"] = f"order {told.effects.order} ({how}), exact removal effects"
    return rules | _money_rules(told)


def _money_rules(told: _Told) -> dict[str, str]:
    money, rules = told.found.money, dict[str, str]()
    if money.is_known:
        rules["value"] = f"in {money.currency or 'a currency that is not said'}"
        if money.unknown:
            rules["value"] += f", {money.unknown:,} conversions without one"
        if money.others:
            others = ", ".join(f"{count:,} in {name}" for name, count in money.others.items())
            rules["value"] += f"; not counted: conversions {others}"
    if told.costs is not None:
        rules["cost"] = f"of {told.costs.first} to {told.costs.last}"
        if told.costs.others:
            rules["cost"] += f"; not counted: costs in {', '.join(told.costs.others)}"
    return rules
