"""The cart funnel: how far carts get, and where they are abandoned, emptied or still open.

From the published table `carts` and the order of the checkout steps in the journey file.
"""

from __future__ import annotations

from dataclasses import dataclass

import plotly.graph_objects as go
import pyarrow as pa

from journeymine.present import theme
from journeymine.present.figures.frame import Story, blank
from journeymine.present.figures.rows import Axis, Part, Row, Stack, stack_figure
from journeymine.present.records import records
from journeymine.present.scene import Scene
from journeymine.present.small_cells import hides_rate, is_small, pool_small

_DEATHS = ("abandoned", "recovered")
_ENDS = ("open", "emptied", "recovered", "abandoned")


@dataclass(frozen=True)
class _Cell:
    last_checkout_step: str | None
    outcome: str
    cart_id_count: int
    customer_id_count_distinct: int


@dataclass(frozen=True)
class CartStep:
    """How many carts got to a step and what became of those whose last step it was.

    Attributes:
        label: the step's label.
        reached: carts that got here.
        onward: carts that got further.
        ends: carts that ended here: open, emptied, recovered, abandoned.
        people: distinct customers behind each of `ends`.
    """

    label: str
    reached: int
    onward: int
    ends: tuple[int, ...]
    people: tuple[int, ...]

    @property
    def deaths(self) -> int:
        """Carts abandoned here, those recovered later too."""
        return self.ends[2] + self.ends[3]

    def rate(self, min_cell: int) -> float | None:
        """Abandoned here, of the carts that got here and are not open; None where it must be withheld."""
        settled = self.reached - self.ends[0]
        return None if hides_rate(self.deaths, settled, min_cell) else self.deaths / settled


def cart_steps(carts: pa.Table, scene: Scene) -> list[CartStep]:
    """The funnel of carts: adding to the cart, each checkout step, purchase; what reaches a step left the
    one before.
    """
    grouped = carts.group_by(["last_checkout_step", "outcome"]).aggregate(
        [("cart_id", "count"), ("customer_id", "count_distinct")]
    )
    cells = records(grouped, _Cell)
    names = _step_names(cells, scene)
    bought = sum(cell.cart_id_count for cell in cells if cell.outcome == "converted")
    steps: list[CartStep] = []
    onward = bought
    for name in reversed([None, *names]):
        here = [_at(cells, name, outcome) for outcome in _ENDS]
        ends = tuple(cell.cart_id_count for cell in here)
        reached = onward + sum(ends)
        label = scene.say.cart_added if name is None else scene.label("checkout", name)
        people = tuple(cell.customer_id_count_distinct for cell in here)
        steps.insert(0, CartStep(label, reached, onward, ends, people))
        onward = reached
    return [*steps, CartStep(scene.say.cart_purchase, bought, bought, (0, 0, 0, 0), (0, 0, 0, 0))]


def _step_names(cells: list[_Cell], scene: Scene) -> list[str]:
    declared = [step.name for step in scene.about.checkout_steps]
    seen = {cell.last_checkout_step for cell in cells if cell.last_checkout_step is not None}
    return declared + sorted(seen - set(declared))


def _at(cells: list[_Cell], step: str | None, outcome: str) -> _Cell:
    found = (cell for cell in cells if cell.last_checkout_step == step and cell.outcome == outcome)
    return next(found, _Cell(step, outcome, 0, 0))


def cart_figure(carts: pa.Table, scene: Scene) -> go.Figure:
    """Draw the cart funnel: one bar per step, as a share of all carts, divided by what became of them."""
    if not len(carts) or is_small(len(carts), scene.about.min_cell):
        return blank(scene, scene.say.carts_empty)
    steps = cart_steps(carts, scene)
    stacks = [_stack(step, steps[0].reached, scene) for step in steps[:-1]]
    stacks.append(_bought(steps[-1], steps[0].reached, scene))
    lines = tuple(f"{stack.row.label}: " + "; ".join(part.line for part in stack.parts) for stack in stacks)
    story = Story(_title(steps, scene), _caption(scene), lines, _key(scene))
    return stack_figure(scene, stacks, Axis(scene.say.carts_axis, ".0%"), story=story)


def _key(scene: Scene) -> tuple[tuple[str, str], ...]:
    say = scene.say
    return (
        (say.forward, theme.FORWARD),
        (say.open, theme.OPEN),
        (say.cart_emptied, theme.FAINT),
        (say.cart_recovered, theme.BACK),
        (say.cart_abandoned, theme.DROPPED),
        (say.pooled, theme.OTHER),
        (say.cart_converted, theme.CONVERTED),
    )


def _title(steps: list[CartStep], scene: Scene) -> str:
    least = scene.about.min_cell
    worst = max(steps, key=lambda step: step.rate(least) or 0)
    rate = worst.rate(least)
    if not rate:
        return scene.say.carts_question
    return scene.say.carts_title.format(step=worst.label, rate=scene.numbers.percent(rate))


def _caption(scene: Scene) -> str:
    numbers, about = scene.numbers, scene.about
    return scene.say.carts_caption.format(
        abandon=numbers.span(about.abandon_after),
        recover=numbers.span(about.recover_within),
        as_of=numbers.moment(about.as_of),
    )


def _stack(step: CartStep, opened: int, scene: Scene) -> Stack:
    say, key = scene.say, _key(scene)
    counts = (step.onward, *step.ends)
    pooled = pool_small([step.onward, *step.people], scene.about.min_cell)
    kept = [place for place, count in enumerate(counts) if count and place not in pooled.indexes]
    parts = [_part(*key[place], counts[place] / opened, scene) for place in kept]
    rest = sum(counts[place] for place in pooled.indexes)
    parts += [_part(say.pooled, theme.OTHER, rest / opened, scene)] if rest else []
    rate = step.rate(scene.about.min_cell)
    note = (
        say.withheld
        if rate is None and step.deaths
        else say.cart_dies.format(rate=scene.numbers.percent(rate or 0.0))
    )
    label = say.label_count.format(label=step.label, count=scene.numbers.count(step.reached))
    return Stack(Row(label, note), tuple(parts))


def _bought(step: CartStep, opened: int, scene: Scene) -> Stack:
    share, count = step.reached / opened, scene.numbers.count(step.reached)
    if is_small(step.reached, scene.about.min_cell):
        return Stack(Row(step.label, scene.say.withheld), ())
    label = scene.say.label_count.format(label=step.label, count=count)
    part = _part(scene.say.cart_converted, theme.CONVERTED, share, scene)
    return Stack(Row(label, scene.say.cart_share.format(rate=scene.numbers.percent(share))), (part,))


def _part(name: str, colour: str, share: float, scene: Scene) -> Part:
    return Part(name, colour, share, f"{name}: {scene.numbers.percent(share)}")
