"""From units of one kind to those of another: a customer's sessions, the customers of journeys, and so on."""

from __future__ import annotations

import numpy as np

from journeymine.walk.bits import owners
from journeymine.walk.paths import Bool, Paths
from journeymine.walk.units import Unit, units_of


def carried(paths: Paths, chosen: Bool, unit: Unit, to: Unit) -> Bool:
    """Units that have to do with chosen ones of another kind.

    Customers give all their sessions and journeys; a session or journey gives its customer; sessions and
    journeys give each other where they share an event.

    Args:
        paths: all events in order.
        chosen: whether each unit is chosen.
        unit: its kind.
        to: the kind wanted.
    """
    if unit == to:
        return chosen
    if unit == "customer":
        return chosen[owners(paths, to)]
    out = np.zeros(len(units_of(paths, to)), dtype=np.bool_)
    if to == "customer":
        out[owners(paths, unit)[chosen]] = True
        return out
    ours, theirs = (paths.session, paths.journey) if unit == "session" else (paths.journey, paths.session)
    found = theirs[np.append(chosen, np.False_)[ours]]
    out[found[found >= 0]] = True
    return out
