"""Every picture of the package, drawn from a set of tables: what goldens, empties and hostile labels are
tried on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import plotly.graph_objects as go
import pyarrow as pa

from journeymine.present.about import About
from journeymine.present.figures.actions import actions_figure
from journeymine.present.figures.carts import cart_figure
from journeymine.present.figures.changes import changes_figure
from journeymine.present.figures.dropoff import DropoffOptions, dropoff_figure
from journeymine.present.figures.experience import ExperienceOptions, experience_figure
from journeymine.present.figures.forks import ForkOptions, forks_figure
from journeymine.present.figures.friction import friction_figure
from journeymine.present.figures.journey_map import map_figure
from journeymine.present.figures.map_model import journey_map
from journeymine.present.figures.movement import loops_figure, movement_figure
from journeymine.present.figures.pains import PainOptions, pain_figure
from journeymine.present.figures.personas import personas_figure
from journeymine.present.figures.sankey import sankey_figure
from journeymine.present.scene import Scene


def scene_of(tables: Mapping[str, pa.Table], about: About) -> Scene:
    return Scene.of(about, tables["stages"], tables["touchpoints"])


def _flow(tables: Mapping[str, pa.Table], scene: Scene) -> go.Figure:
    return sankey_figure(tables["first_steps"], scene)


Drawing = Callable[[Mapping[str, pa.Table], Scene], go.Figure]
DRAWINGS: dict[str, Drawing] = {
    "actions": lambda tables, scene: actions_figure(tables["actions"], scene),
    "carts": lambda tables, scene: cart_figure(tables["carts"], scene),
    "changes": lambda tables, scene: changes_figure(tables["changes"], scene),
    "dropoff": lambda tables, scene: dropoff_figure(tables["dropoff"], scene),
    "dropoff_touchpoint": lambda tables, scene: dropoff_figure(
        tables["dropoff"], scene, options=DropoffOptions("touchpoint", top=5)
    ),
    "forks": lambda tables, scene: forks_figure(tables["forks"], scene),
    "forks_touchpoint": lambda tables, scene: forks_figure(
        tables["forks"], scene, options=ForkOptions("touchpoint", top=3)
    ),
    "friction": lambda tables, scene: friction_figure(tables["cart_friction"], scene),
    "loops": lambda tables, scene: loops_figure(tables["cycles"], scene),
    "map": lambda tables, scene: map_figure(journey_map(tables, scene), scene),
    "movement": lambda tables, scene: movement_figure(tables["transitions"], scene),
    "pains": lambda tables, scene: pain_figure(tables["pain_points"], scene),
    "pains_hours": lambda tables, scene: pain_figure(
        tables["pain_points"], scene, options=PainOptions("hours")
    ),
    "pains_score": lambda tables, scene: pain_figure(
        tables["pain_points"], scene, options=PainOptions("score")
    ),
    "personas": lambda tables, scene: personas_figure(
        tables["personas"], tables["persona_stages"], tables["dropoff"], scene
    ),
    "sankey": _flow,
    "voice_csat": lambda tables, scene: experience_figure(
        tables["experience"], scene, options=ExperienceOptions("csat")
    ),
    "voice_nps": lambda tables, scene: experience_figure(tables["experience"], scene),
}


def draw_all(tables: Mapping[str, pa.Table], about: About) -> dict[str, go.Figure]:
    """Every picture by name."""
    scene = scene_of(tables, about)
    return {name: draw(tables, scene) for name, draw in DRAWINGS.items()}
