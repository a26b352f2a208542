"""Heat maps: at which node units are at each step, and what comes anywhere after what.

From tables made by measures.matrix.step_matrix and measures.follows.eventually_follows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go
import pyarrow as pa

from journeymine.present import theme
from journeymine.present.figures.frame import Story, blank, canvas, finish
from journeymine.present.figures.rows import shorten
from journeymine.present.records import records
from journeymine.present.scene import Scene
from journeymine.present.small_cells import hides_rate, pool_small
from journeymine.present.words.ways import ways
from journeymine.tables import END, START

_LABELS = 148
_MOST_NODES = 24
_UPRIGHT = 6
"""Signs of the longest heading of a column that is not slanted."""
_SLANT = 64
"""Pixels by which the last slanted heading stands out."""


@dataclass(frozen=True)
class StepCell:
    """Units at a node at a step."""

    step_index: int
    node: str
    unit_count: int
    customer_count: int | None
    share: float


@dataclass(frozen=True)
class Following:
    """Units that come to a node anywhere after another."""

    from_node: str
    to_node: str
    unit_count: int
    customer_count: int
    unit_rate: float


@dataclass(frozen=True)
class _Cell:
    value: float
    line: str
    is_aside: bool = False


def steps_figure(matrix: pa.Table, scene: Scene, *, level: str, definition: str) -> go.Figure:
    """Draw the share of units at each node at each step.

    Args:
        matrix: what measures.matrix.step_matrix gave.
        scene: labels, language, settings.
        level: of the nodes.
        definition: what was asked.
    """
    say, numbers = ways(scene.about.language), scene.numbers
    cells = records(matrix, StepCell)
    shown = [cell for cell in _enough(cells, scene) if cell.share > 0]
    if not any(cell.node not in (START, END) for cell in shown):
        return blank(scene, say.steps_empty)
    steps = sorted({cell.step_index for cell in cells})
    nodes = _nodes(shown, scene, level)
    is_centred = steps[0] < 0
    heads = [
        numbers.whole(step) if is_centred and step else numbers.count(step + (not is_centred))
        for step in steps
    ]
    head = dict(zip(steps, heads, strict=True))
    found = {
        (nodes.index(cell.node), steps.index(cell.step_index)): _Cell(
            cell.share,
            say.steps_line.format(
                step=head[cell.step_index],
                node=scene.quoted(level, cell.node),
                rate=numbers.percent(cell.share),
                count=numbers.count(cell.unit_count),
            ),
            cell.node in (START, END),
        )
        for cell in shown
        if cell.node in nodes
    }
    ended = next((cell for cell in shown if cell.step_index == steps[-1] and cell.node == END), None)
    title = (
        say.steps_title.format(rate=scene.apart(numbers.percent(ended.share)))
        if ended
        else say.steps_question
    )
    caption = say.steps_caption.format(min_cell=numbers.count(scene.about.min_cell))
    caption += _left_out({cell.node for cell in shown} - {START, END}, scene)
    names = [scene.label(level, node) for node in nodes]
    lines = tuple(cell.line for cell in found.values())
    story = Story(title, caption, lines, definition=definition)
    return _draw(scene, found, (names, heads), ("", say.steps_axis), story)


def follows_figure(follows: pa.Table, scene: Scene, *, level: str, definition: str) -> go.Figure:
    """Draw, of the units at a row's node, the share that come to a column's node later.

    Args:
        follows: what measures.follows.eventually_follows gave.
        scene: labels, language, settings.
        level: of the nodes.
        definition: what was asked.
    """
    say, numbers, least = ways(scene.about.language), scene.numbers, scene.about.min_cell
    pairs = [
        pair
        for pair in records(follows, Following)
        if not hides_rate(min(pair.customer_count, pair.unit_count), pair.unit_count / pair.unit_rate, least)
    ]
    if not pairs:
        return blank(scene, say.follows_empty)
    seen = _ranked(_commonest(_weights(pairs)), scene, level)
    found = {
        (seen.index(pair.from_node), seen.index(pair.to_node)): _Cell(
            pair.unit_rate,
            say.follows_line.format(
                start=scene.quoted(level, pair.from_node),
                end=scene.quoted(level, pair.to_node),
                count=numbers.count(pair.unit_count),
                rate=numbers.percent(pair.unit_rate),
            ),
        )
        for pair in pairs
        if pair.from_node in seen and pair.to_node in seen
    }
    most = max(
        (pair for pair in pairs if pair.from_node != pair.to_node),
        key=lambda pair: pair.unit_count,
        default=pairs[0],
    )
    title = say.follows_title.format(
        start=scene.quoted(level, most.from_node),
        end=scene.quoted(level, most.to_node),
        rate=scene.apart(numbers.percent(most.unit_rate)),
    )
    caption = say.follows_caption.format(min_cell=numbers.count(least))
    caption += _left_out(set(_weights(pairs)), scene)
    names = [scene.label(level, node) for node in seen]
    lines = tuple(cell.line for cell in found.values())
    story = Story(title, caption, lines, definition=definition)
    return _draw(
        scene,
        found,
        (names, [shorten(name, 14) for name in names]),
        (say.follows_from, say.follows_to),
        story,
    )


def _enough(cells: list[StepCell], scene: Scene) -> list[StepCell]:
    """The cells that may be shown: small ones of a column go, with the next smallest where one alone could be
    worked out.
    """
    shown: list[StepCell] = []
    for step in sorted({cell.step_index for cell in cells}):
        column = [cell for cell in cells if cell.step_index == step]
        counts = [cell.unit_count if cell.customer_count is None else cell.customer_count for cell in column]
        pooled = pool_small(counts, scene.about.min_cell)
        shown += [cell for place, cell in enumerate(column) if place not in pooled.indexes]
    return shown


def _nodes(cells: list[StepCell], scene: Scene, level: str) -> list[str]:
    """Rows: START, the nodes in their order, END; of many nodes the commonest."""
    share = {cell.node: 0.0 for cell in cells}
    for cell in cells:
        share[cell.node] += cell.share
    kept = _commonest({node: value for node, value in share.items() if node not in (START, END)})
    ends = [[node] if node in share else [] for node in (START, END)]
    return [*ends[0], *_ranked(kept, scene, level), *ends[1]]


def _weights(pairs: Sequence[Following]) -> dict[str, int]:
    """How many units the commonest pair of each node has."""
    weight: dict[str, int] = {}
    for pair in pairs:
        for node in (pair.from_node, pair.to_node):
            weight[node] = max(weight.get(node, 0), pair.unit_count)
    return weight


def _commonest(weight: Mapping[str, float]) -> set[str]:
    """As many nodes as there is room for."""
    return set(sorted(weight, key=lambda node: (-weight[node], node))[:_MOST_NODES])


def _left_out(nodes: set[str], scene: Scene) -> str:
    """What is said where there is no room for all nodes."""
    if len(nodes) <= _MOST_NODES:
        return ""
    count = scene.numbers.count
    return " " + ways(scene.about.language).most_nodes.format(shown=count(_MOST_NODES), all=count(len(nodes)))


def _ranked(nodes: set[str], scene: Scene, level: str) -> list[str]:
    late = len(scene.stages)

    def order(node: str) -> tuple[int, str]:
        index = scene.stage_index(level, node)
        return (late if index is None else index, node)

    return sorted(nodes, key=order)


def _draw(
    scene: Scene,
    cells: dict[tuple[int, int], _Cell],
    names: tuple[Sequence[str], Sequence[str]],
    axes: tuple[str, str],
    story: Story,
) -> go.Figure:
    """A heat map of rows and columns; cells set aside are grey."""
    figure = canvas(scene)
    rows, columns = names
    for is_aside, colour in ((False, theme.FORWARD), (True, theme.FAINT)):
        mine = {place: cell for place, cell in cells.items() if cell.is_aside == is_aside}
        if mine:
            figure.add_trace(_heat(scene, mine, (len(rows), len(columns)), colour))
    side = "right" if scene.is_rtl else "left"
    figure.update_xaxes(
        tickvals=list(range(len(columns))),
        ticktext=[scene.plot(name) for name in columns],
        title={"text": scene.plot(axes[1])},
        side="top",
        showgrid=False,
        tickangle=0 if max(map(len, columns)) <= _UPRIGHT else 40 if scene.is_rtl else -40,
        autorange="reversed" if scene.is_rtl else True,
    )
    figure.update_yaxes(
        tickvals=list(range(len(rows))),
        ticktext=[scene.plot(shorten(name, 18)) for name in rows],
        title={"text": scene.plot(axes[0])},
        side=side,
        showgrid=False,
        autorange="reversed",
        ticklabelstandoff=6,
    )
    is_slanted = max(map(len, columns)) > _UPRIGHT
    finish(figure, scene, story, height=56 + 32 * len(rows), top=108 if is_slanted else 64)
    other = {"l": "r", "r": "l"}[side[0]]
    return figure.update_layout(margin={side[0]: _LABELS, other: _SLANT if is_slanted else 4, "b": 8})


def _heat(
    scene: Scene, cells: dict[tuple[int, int], _Cell], shape: tuple[int, int], colour: str
) -> go.Heatmap:
    def grid(told: Callable[[_Cell], object], missing: object) -> list[list[object]]:
        return [
            [told(cells[row, column]) if (row, column) in cells else missing for column in range(shape[1])]
            for row in range(shape[0])
        ]

    return go.Heatmap(
        z=grid(lambda cell: cell.value, None),
        text=grid(lambda cell: scene.numbers.percent(cell.value), ""),
        texttemplate="%{text}",
        textfont={"size": theme.SMALL},
        hovertext=grid(lambda cell: scene.plot(cell.line), ""),
        hoverinfo="text",
        hoverongaps=False,
        colorscale=[[0, theme.faded(colour, 0.05)], [1, theme.faded(colour, 0.95)]],
        zmin=0,
        zmax=1,
        xgap=2,
        ygap=2,
        showscale=False,
    )
