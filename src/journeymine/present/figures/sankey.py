"""How journeys run: their first steps side by side, with what drops off, stays open or has converted at each.

From a table made by measures.flows.first_steps; a return is a link to the same node at a later step, so no
cycle is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass

import plotly.graph_objects as go
import pyarrow as pa

from journeymine.measures.flows import CONVERTED, DROPPED, ENDED, ENDS, GOES_ON, OPEN, OTHER
from journeymine.present import theme
from journeymine.present.figures.frame import Story, blank, canvas, finish
from journeymine.present.figures.rows import shorten
from journeymine.present.records import records
from journeymine.present.scene import Scene

_END_COLOURS = {
    DROPPED: theme.DROPPED,
    OPEN: theme.OPEN,
    CONVERTED: theme.CONVERTED,
    GOES_ON: theme.FAINT,
    ENDED: theme.OTHER,
}
_INVISIBLE = "rgba(0,0,0,0)"
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
    links = [link for link in records(flows, FlowLink) if link.customer_count >= scene.about.min_cell]
    if not links:
        return blank(scene, scene.say.sankey_empty)
    places = _places(links, scene, level)
    figure = canvas(scene)
    figure.add_trace(_sankey(links, places, scene, level))
    steps = max(place.step for place in places) + 1
    for step in range(steps):
        _head(figure, scene, step, steps)
    lines = tuple(_line(link, scene, level) for link in links)
    caption = scene.say.sankey_caption.format(min_cell=scene.numbers.count(scene.about.min_cell))
    story = Story(_title(links, scene), f"{caption} {scene.basis()}", lines, _key(scene))
    finish(figure, scene, story, height=120 + 52 * max(_tallest(places), 7))
    figure.update_layout(margin={"b": 16})
    return figure


def _key(scene: Scene) -> tuple[tuple[str, str], ...]:
    say = scene.say
    ends = ((say.converted, theme.CONVERTED), (say.open, theme.OPEN), (say.dropped, theme.DROPPED))
    return ((say.forward, theme.FORWARD), (say.skip, theme.SKIP), (say.back, theme.BACK), *ends)


def _places(links: list[FlowLink], scene: Scene, level: str) -> list[_Place]:
    """Nodes by step; inside a step in stage order, then the rest, then the ends."""
    found = {_Place(link.step_index, link.from_node) for link in links}
    found |= {_Place(link.step_index + 1, link.to_node) for link in links}
    late = len(scene.stages)

    def order(place: _Place) -> tuple[int, int, str]:
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
    say = scene.say
    special = {
        OTHER: say.other,
        DROPPED: say.dropped,
        OPEN: say.open,
        CONVERTED: say.converted,
        GOES_ON: say.goes_on,
        ENDED: say.ended,
    }
    return special.get(node) or scene.label(level, node)


def _sankey(links: list[FlowLink], places: list[_Place], scene: Scene, level: str) -> go.Sankey:
    index = {place: number for number, place in enumerate(places)}
    totals = [_total(links, place) for place in places]
    names = [node_label(place.node, scene, level) for place in places]
    counts = [scene.numbers.count(total) for total in totals]
    # Plotly writes the labels of the last column to the left, over the column before. A column of one
    # invisible node, behind the real ones, makes room for them on the side of all the others.
    last, behind = len(places) - 1, len(places)
    return go.Sankey(
        arrangement="snap",
        orientation="h",
        valueformat=",d",
        textfont={"size": theme.SMALL, "color": theme.INK},
        domain={"x": [0, 1], "y": [0, 0.94]},
        node={
            "label": [scene.plot(f"{shorten(n, 18)} {c}") for n, c in zip(names, counts, strict=True)] + [""],
            "color": [_node_colour(place.node, scene, level) for place in places] + [_INVISIBLE],
            "customdata": [scene.plot(f"{n}: {c}") for n, c in zip(names, counts, strict=True)] + [""],
            "hovertemplate": "%{customdata}<extra></extra>",
            "thickness": 12,
            "pad": 18,
            "line": {"width": 0},
            "align": "left",
            "sort": "input",
        },
        link={
            "source": [index[_Place(link.step_index, link.from_node)] for link in links] + [last],
            "target": [index[_Place(link.step_index + 1, link.to_node)] for link in links] + [behind],
            "value": [link.journey_count for link in links] + [1e-6],
            "color": [_link_colour(link, scene, level) for link in links] + [_INVISIBLE],
            "customdata": [scene.plot(_line(link, scene, level)) for link in links] + [""],
            "hovertemplate": "%{customdata}<extra></extra>",
            "sort": "input",
        },
        direction="reversed" if scene.is_rtl else "forward",
    )


def _total(links: list[FlowLink], place: _Place) -> int:
    into = sum(each.journey_count for each in links if _Place(each.step_index + 1, each.to_node) == place)
    out = sum(each.journey_count for each in links if _Place(each.step_index, each.from_node) == place)
    return max(into, out)


def _node_colour(node: str, scene: Scene, level: str) -> str:
    if node in _END_COLOURS:
        return _END_COLOURS[node]
    index = scene.stage_index(level, node)
    if index is None:
        return theme.OTHER
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
        start=node_label(link.from_node, scene, level),
        end=node_label(link.to_node, scene, level),
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


def _head(figure: go.Figure, scene: Scene, step: int, steps: int) -> None:
    share = step / steps
    x = 1 - share if scene.is_rtl else share
    number = scene.say.step_number.format(step=scene.numbers.count(step + 1))
    figure.add_annotation(
        text=scene.plot(number if step < steps - 1 else scene.say.afterwards),
        x=x,
        xref="paper",
        xanchor="left" if x < 0.02 else "right" if x > 0.98 else "center",
        y=1,
        yref="paper",
        yanchor="top",
        showarrow=False,
        font={"size": theme.SMALL, "color": theme.MUTED},
    )
