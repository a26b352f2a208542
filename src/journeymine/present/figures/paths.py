"""How units run from a place, to a place, between two or around one, as a flow from step to step.

From a table made by measures.flows.flows; every step adds up.
"""

from __future__ import annotations

import plotly.graph_objects as go
import pyarrow as pa

from journeymine.measures.flows import DROPPED, ENDS, OTHER, STARTS
from journeymine.present.figures.frame import Story, blank
from journeymine.present.figures.sankey import FlowLink, draw_flow, flow_key, node_label, shown_links
from journeymine.present.scene import Scene
from journeymine.present.words.ways import ways

_NO_NODES = {OTHER, *ENDS, *STARTS}


def paths_figure(flows: pa.Table, scene: Scene, *, level: str, definition: str) -> go.Figure:
    """Draw the links between steps.

    Args:
        flows: what measures.flows.flows gave; step_index 0 is the centre.
        scene: labels, language, settings.
        level: of the nodes.
        definition: what was asked.
    """
    say = ways(scene.about.language)
    links = shown_links(flows, scene)
    if not links:
        return blank(scene, say.paths_empty)
    first = min(link.step_index for link in links)
    heads = _heads(links, scene)
    lines = tuple(_line(link, scene, level, heads[link.step_index - first]) for link in links)
    caption = say.paths_caption.format(min_cell=scene.numbers.count(scene.about.min_cell))
    key = flow_key(links, scene, level)
    story = Story(_title(links, scene, level), caption, lines, key, definition)
    moved = [
        FlowLink(
            link.step_index - first, link.from_node, link.to_node, link.journey_count, link.customer_count
        )
        for link in links
    ]
    return draw_flow(moved, scene, level, heads=heads, story=story)


def _heads(links: list[FlowLink], scene: Scene) -> list[str]:
    """What stands over each step, from the first that is left to the last that is entered."""
    say, count = ways(scene.about.language), scene.numbers.count
    first, last = min(link.step_index for link in links), max(link.step_index for link in links) + 1
    opening = any(link.from_node in STARTS for link in links if link.step_index == first)
    closing = any(link.to_node in ENDS for link in links if link.step_index == last - 1)
    heads: list[str] = []
    for step in range(first, last + 1):
        if step == first and opening:
            heads.append("")
        elif step == last and closing:
            heads.append(scene.say.afterwards)
        elif first == 0:
            heads.append(scene.say.step_number.format(step=count(step + 1)))
        elif step == 0:
            heads.append(say.here)
        else:
            text = say.steps_before if step < 0 else say.steps_after
            heads.append(text.format(step=count(abs(step))))
    return heads


def _line(link: FlowLink, scene: Scene, level: str, head: str) -> str:
    return ways(scene.about.language).paths_line.format(
        place=head or ways(scene.about.language).began,
        start=scene.apart(node_label(link.from_node, scene, level)),
        end=scene.apart(node_label(link.to_node, scene, level)),
        count=scene.numbers.count(link.journey_count),
    )


def _title(links: list[FlowLink], scene: Scene, level: str) -> str:
    """How many drop off within the steps shown, where they could; else the commonest next or last step."""
    say, percent = ways(scene.about.language), scene.numbers.percent
    total = sum(link.journey_count for link in links if link.step_index == 0)
    lost = sum(link.journey_count for link in links if link.to_node == DROPPED)
    if lost and total:
        return say.paths_title.format(rate=scene.apart(percent(lost / total)))
    is_backward = not total
    first = [link for link in links if link.step_index == (-1 if is_backward else 0)]
    real = [link for link in first if not {link.from_node, link.to_node} & _NO_NODES]
    if not real:
        return say.paths_question
    most = max(real, key=lambda link: link.journey_count)
    return (say.paths_before if is_backward else say.paths_next).format(
        rate=scene.apart(percent(most.journey_count / sum(link.journey_count for link in first))),
        start=scene.quoted(level, most.from_node),
        end=scene.quoted(level, most.to_node),
    )
