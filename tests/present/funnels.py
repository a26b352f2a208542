"""A made-up shop's funnel and every picture of it: what goldens, empties and hostile labels are tried on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

import plotly.graph_objects as go

from journeymine.questions.funnel import FunnelResult, funnel
from journeymine.questions.ground import Ground
from tests.present.drawings import scene_of
from tests.present.fixtures import about, published_tables
from tests.questions.grounds import made_ground
from tests.walk.made import DAY, HOUR, MINUTE, Act

STEPS = ("view_item", "add_to_cart", "purchase")


def shop(language: str = "en", names: Sequence[str] = STEPS, customers: int = 240) -> Ground:
    """A shop of three steps; who asks for help buys more often, mobiles less."""
    acts = [act for number in range(customers) for act in _walk(number, names, Random(number))]
    ground = replace(made_ground(acts), min_cell=10)
    return replace(ground, make_scene=lambda: scene_of(published_tables(language), about(language)))


def _walk(number: int, names: Sequence[str], chance: Random) -> list[Act]:
    view, cart, buy = names
    device = {"device": chance.choice(("mobile", "desktop"))}
    at = chance.randint(0, 20) * DAY + chance.randint(0, 23) * HOUR
    asks = chance.random() < 0.4
    acts = [Act(f"c{number:03d}", at, view, device)]
    if chance.random() < 0.7:
        acts.append(Act(f"c{number:03d}", at + chance.randint(1, 300) * MINUTE, cart, device))
        if asks:
            acts.append(Act(f"c{number:03d}", acts[-1].at + MINUTE, "help", device))
        if chance.random() < 0.3 + 0.3 * asks + 0.1 * (device["device"] == "desktop"):
            acts.append(Act(f"c{number:03d}", acts[-1].at + chance.randint(1, 40) * HOUR, buy, device))
    return acts


Drawing = Callable[[FunnelResult], go.Figure]
DRAWINGS: dict[str, Drawing] = {
    "funnel": lambda found: found.plot(),
    "by": lambda found: found.by("device").plot(),
    "compare": lambda found: found.compare(_early(found)).plot(),
    "curve": lambda found: found.curve().plot(),
    "drivers": lambda found: found.drivers().plot(),
    "next": lambda found: found.next_actions(2).plot(),
    "times": lambda found: found.times().plot(),
    "trend": lambda found: found.trend("week").plot(),
}


def _early(found: FunnelResult) -> FunnelResult:
    asked = found.asked
    return funnel(asked.ground, asked.steps, window="7d", until="2026-01-11")


def asked(ground: Ground, names: Sequence[str] = STEPS) -> FunnelResult:
    """The funnel of the shop."""
    return funnel(ground, list(names), window="7d")
