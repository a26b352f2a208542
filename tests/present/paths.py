"""The made-up shop's walks as ordered paths: what its pictures of first steps are counted from."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache

import numpy as np
import pyarrow as pa

from journeymine.graphs import Graphs
from journeymine.measures.flows import FirstSteps
from journeymine.parts import OUTCOMES
from journeymine.walk import Paths
from journeymine.walk.paths import epoch_us
from tests.present.walks import AS_OF, PLACES, STAGE_OF, STAGES, Walk, walks
from tests.walk.made import START, Act, Map, made_paths

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_MAP = Map({place.name: place.name for place in PLACES}, STAGE_OF, STAGES, ("purchase",))


@cache
def shop_paths() -> Paths:
    """The paths of all walks; customers come in the order of the walks."""
    return paths_of_walks(walks())


def paths_of_walks(of: list[Walk]) -> Paths:
    """Walks as paths, a journey each."""
    acts = [
        Act(walk.customer, (visit.at - _EPOCH) // _MICROSECOND - START, visit.place)
        for walk in of
        for visit in walk.visits
    ]
    return made_paths(acts, _MAP)[0]


def first_steps(options: FirstSteps) -> pa.Table:
    """The links between the walks' first steps."""
    outcome = np.array([OUTCOMES.index(walk.outcome) for walk in walks()], dtype=np.int8)
    return Graphs(shop_paths(), outcome, epoch_us(AS_OF)).first_steps(options)
