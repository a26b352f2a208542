"""How journeys run: their first steps side by side, with what drops off, stays open or has converted at each.

From a table made by measures.flows.first_steps; a return is a link to the same node at a later step, so no
cycle is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go
import pyarrow as pa

from journeymine.measures.flows import (
    ARRIVED,
    BEGAN,
    CONVERTED,
    DROPPED,
    EARLIER,
    ENDED,
    ENDS,
    GOES_ON,
    OPEN,
    OTHER,
    STARTS,
)
from journeymine.present import theme
from journeymine.present.figures.frame import Story, blank, canvas, finish
from journeymine.present.figures.rows import shorten
from journeymine.present.records import records
from journeymine.present.scene import Scene
from journeymine.present.words.ways import ways

_END_COLOURS = {
    DROPPED: theme.DROPPED,
    OPEN: theme.OPEN,
    CONVERTED: theme.CONVERTED,
    GOES_ON: theme.FAINT,
    ENDED: theme.OTHER,
    ARRIVED: theme.CONVERTED,
    BEGAN: theme.OTHER,
    EARLIER: theme.FAINT,
}
_INVISIBLE = "rgba(0,0,0,0)"
_ROOMY = 7
"""Columns whose labels have room for name and count on one line."""
_WAY_COLOURS = {"forward": theme.FORWARD, "skip": theme.SKIP, "back": theme.BACK}


@dataclass(frozen=True)
class FlowLink:
    """How many journeys go from a node at one step to a node at the next."""

    step_index: int
    from_node: str
    to_node: str
    journey_count: int
    customer_count: int


@dataclass(frozen=True)
class _Place:
    step: int
    node: str


def sankey_figure(flows: pa.Table, scene: Scene, *, level: str = "stage") -> go.Figure:
    """Draw the first steps of journeys as a flow from step to step."""
    links = shown_links(flows, scene)
    if not links:
        return blank(scene, scene.say.sankey_empty)
    steps = max(link.step_index for link in links) + 1
    heads = [scene.say.step_number.format(step=scene.numbers.count(step + 1)) for step in range(steps)]
    lines = tuple(_line(link, scene, level) for link in links)
    caption = scene.say.sankey_caption.format(min_cell=scene.numbers.count(scene.about.min_cell))
    story = Story(_title(links, scene), f"{caption} {scene.basis()}", lines, flow_key(links, scene, level))
    return draw_flow(links, scene, level, heads=[*heads, scene.say.afterwards], story=story)


def shown_links(flows: pa.Table, scene: Scene) -> list[FlowLink]:
    """The links of enough customers to be shown."""
    return [link for link in records(flows, FlowLink) if link.customer_count >= scene.about.min_cell]


def draw_flow(
    links: list[FlowLink], scene: Scene, level: str, *, heads: Sequence[str], story: Story
) -> go.Figure:
    """Draw links from step to step; `heads` stand over the steps from the first that is left."""
    places = _places(links, scene, level)
    figure = canvas(scene)
    figure.add_trace(_sankey(links, places, scene, (level, story.lines)))
    lay_key(figure, scene, story.key)
    for step, head in enumerate(heads):
        _head(figure, scene, head, step / len(heads))
    finish(figure, scene, story, height=88 + 52 * max(_tallest(places), 7))
    layout: Any = figure["layout"]
    return figure.update_layout(margin={"b": layout.margin.b - 32})


def lay_key(figure: go.Figure, scene: Scene, key: Sequence[tuple[str, str]]) -> None:
    """Give a picture without a legend of its own marks for one: names and colours."""
    for name, colour in key:
        marker = {"color": colour, "size": 12, "symbol": "square"}
        figure.add_trace(go.Scatter(x=[None], y=[None], mode="markers", marker=marker, name=scene.plot(name)))
    figure.update_xaxes(visible=False).update_yaxes(visible=False)


def flow_key(links: Sequence[FlowLink], scene: Scene, level: str) -> tuple[tuple[str, str], ...]:
    """Names and colours of the directions and ends that occur."""
    say = scene.say
    told = [scene.direction(level, link.from_node, link.to_node) for link in links]
    named = {"forward": say.forward, "skip": say.skip, "back": say.back}
    on = tuple((name, _WAY_COLOURS[way]) for way, name in named.items() if way in told)
    ends = {CONVERTED: say.converted, OPEN: say.open, DROPPED: say.dropped}
    seen = {link.to_node for link in links}
    return (*on, *((name, _END_COLOURS[end]) for end, name in ends.items() if end in seen))


def _places(links: list[FlowLink], scene: Scene, level: str) -> list[_Place]:
    """Nodes by step; inside a step in stage order, then the rest, then the ends."""
    found = {_Place(link.step_index, link.from_node) for link in links}
    found |= {_Place(link.step_index + 1, link.to_node) for link in links}
    late = len(scene.stages)

    def order(place: _Place) -> tuple[int, int, str]:
        if place.node in STARTS:
            return (place.step, late + 2 + STARTS.index(place.node), "")
        if place.node in ENDS:
            return (place.step, late + 2 + ENDS.index(place.node), "")
        index = scene.stage_index(level, place.node)
        rank = late + 1 if place.node == OTHER else late if index is None else index
        return (place.step, rank, place.node)

    return sorted(found, key=order)


def _tallest(places: list[_Place]) -> int:
    steps = [place.step for place in places]
    return max(steps.count(step) for step in set(steps))


def node_label(node: str, scene: Scene, level: str) -> str:
    """What readers call a node of the flow, ends and the rest included."""
    say, way = scene.say, ways(scene.about.language)
    special = {
        OTHER: say.other,
        DROPPED: say.dropped,
        OPEN: say.open,
        CONVERTED: say.converted,
        GOES_ON: say.goes_on,
        ENDED: say.ended,
        ARRIVED: way.arrived,
        BEGAN: way.began,
        EARLIER: way.earlier,
    }
    return special.get(node) or scene.label(level, node)


def _sankey(
    links: list[FlowLink], places: list[_Place], scene: Scene, told: tuple[str, Sequence[str]]
) -> go.Sankey:
    level, lines = told
    index = {place: number for number, place in enumerate(places)}
    totals = [_total(links, place) for place in places]
    names = [node_label(place.node, scene, level) for place in places]
    counts = [scene.numbers.count(total) for total in totals]
    is_roomy = places[-1].step < _ROOMY
    labels = [
        scene.plot(f"{shorten(name, 18)} {count}")
        if is_roomy
        else f"{scene.plot(shorten(name, 120 // (places[-1].step + 1)))}<br>{scene.plot(count)}"
        for name, count in zip(names, counts, strict=True)
    ]
    unseen = _unseen(places)
    blanks = [""] * (1 + max((max(pair) - len(places) for pair in unseen), default=-1))
    return go.Sankey(
        arrangement="snap",
        orientation="h",
        valueformat=",d",
        textfont={"size": theme.SMALL, "color": theme.INK},
        domain={"x": [0, 1], "y": [0, 0.94 if is_roomy else 0.92]},
        node={
            "label": labels + blanks,
            "color": [_node_colour(place.node, scene, level) for place in places]
            + [_INVISIBLE for _ in blanks],
            "customdata": [scene.plot(f"{n}: {c}") for n, c in zip(names, counts, strict=True)] + blanks,
            "hovertemplate": "%{customdata}<extra></extra>",
            "thickness": 12,
            "pad": 18 if is_roomy else 30,
            "line": {"width": 0},
            "align": "left",
            "sort": "input",
        },
        link={
            "source": [index[_Place(link.step_index, link.from_node)] for link in links]
            + [source for source, _ in unseen],
            "target": [index[_Place(link.step_index + 1, link.to_node)] for link in links]
            + [target for _, target in unseen],
            "value": [link.journey_count for link in links] + [1e-6 for _ in unseen],
            "color": [_link_colour(link, scene, level) for link in links] + [_INVISIBLE for _ in unseen],
            "customdata": [scene.plot(line) for line in lines] + ["" for _ in unseen],
            "hovertemplate": "%{customdata}<extra></extra>",
            "sort": "input",
        },
        direction="reversed" if scene.is_rtl else "forward",
    )


def _unseen(places: Sequence[_Place]) -> list[tuple[int, int]]:
    """Invisible links, from and to the numbers of nodes, of which those behind the places' are invisible.

    Plotly writes the labels of the last column to the left, over the column before: a column of one node
    behind the real ones makes room for them on the side of all the others. And it moves what nothing enters
    to the first column: what begins at a later step is entered from a row of nodes, one in each column.
    """
    behind = len(places)
    late = [
        (number, place.step) for number, place in enumerate(places) if place.node in STARTS and place.step
    ]
    row = [behind + 1 + step for step in range(max((step for _, step in late), default=0))]
    entered = [(row[step - 1], number) for number, step in late]
    return [(len(places) - 1, behind), *zip(row, row[1:], strict=False), *entered]


def _total(links: list[FlowLink], place: _Place) -> int:
    into = sum(each.journey_count for each in links if _Place(each.step_index + 1, each.to_node) == place)
    out = sum(each.journey_count for each in links if _Place(each.step_index, each.from_node) == place)
    return max(into, out)


def _node_colour(node: str, scene: Scene, level: str) -> str:
    if node in _END_COLOURS:
        return _END_COLOURS[node]
    index = scene.stage_index(level, node)
    if index is None:
        return theme.OTHER if node == OTHER else theme.ASIDE
    return theme.OWNER if scene.stages[index].half == "owner" else theme.BUYER


def _link_colour(link: FlowLink, scene: Scene, level: str) -> str:
    end = _END_COLOURS.get(link.to_node)
    if end is not None:
        return theme.faded(end, 0.45)
    way = scene.direction(level, link.from_node, link.to_node)
    return theme.faded(_WAY_COLOURS.get(way or "", theme.FAINT), 0.35)


def _line(link: FlowLink, scene: Scene, level: str) -> str:
    return scene.say.sankey_line.format(
        step=scene.numbers.count(link.step_index + 1),
        start=scene.apart(node_label(link.from_node, scene, level)),
        end=scene.apart(node_label(link.to_node, scene, level)),
        count=scene.numbers.count(link.journey_count),
    )


def _title(links: list[FlowLink], scene: Scene) -> str:
    """How many drop off within two steps, and within the steps shown."""
    total = sum(link.journey_count for link in links if link.step_index == 0)
    lost = sum(link.journey_count for link in links if link.to_node == DROPPED)
    early = sum(link.journey_count for link in links if link.to_node == DROPPED and link.step_index < 2)
    if not lost or not total:
        return scene.say.sankey_question
    return scene.say.sankey_title.format(
        rate=scene.numbers.percent(early / total), all=scene.numbers.percent(lost / total)
    )


def _head(figure: go.Figure, scene: Scene, head: str, share: float) -> None:
    x = 1 - share if scene.is_rtl else share
    figure.add_annotation(
        text=scene.plot(head),
        x=x,
        xref="paper",
        xanchor="left" if x < 0.02 else "right" if x > 0.98 else "center",
        y=1,
        yref="paper",
        yanchor="top",
        showarrow=False,
        font={"size": theme.SMALL, "color": theme.MUTED},
    )
