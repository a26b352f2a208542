"""Which nodes a question looks at: a level, or one whose nodes are opened to a finer one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from journeymine.errors import UsageError
from journeymine.questions.ground import Ground
from journeymine.questions.names import unknown
from journeymine.walk.paths import Int32
from journeymine.walk.signatures import FIELDS, Codes

OWNER = "owner"
KNOWN = (*FIELDS, OWNER)
NOBODY = "(none)"


@dataclass(frozen=True)
class Level:
    """Nodes, and where they come from.

    Attributes:
        name: stage, touchpoint, channel, event, owner, or any other field that events say in words.
        opened: nodes shown by a finer level, and that level.
        codes: the nodes.
    """

    name: str
    opened: Mapping[str, str]
    codes: Codes

    @property
    def is_ordered(self) -> bool:
        """Whether the nodes are stages in their order."""
        return self.name == "stage" and not self.opened


def level_of(ground: Ground, name: str = "stage", opened: Mapping[str, str] | None = None) -> Level:
    """The nodes of a level.

    Args:
        ground: what is asked.
        name: stage, touchpoint, channel, event, owner (of the touchpoint), or any other field of events.
        opened: nodes to show by a finer level, for instance `{"purchase": "event"}`: the events of that stage
            are nodes of their own, called `purchase / add_to_cart`.

    Raises:
        UsageError: there is no such level or node.
    """
    codes = _codes(ground, name)
    for node, finer in (opened or {}).items():
        if node not in codes.names:
            raise UsageError(unknown(name, node, codes.names))
        codes = _opened(codes, node, _codes(ground, finer))
    return Level(name, dict(opened or {}), codes)


def _codes(ground: Ground, name: str) -> Codes:
    if name not in KNOWN:
        raise UsageError(unknown("level", name, KNOWN))
    return _owners(ground) if name == OWNER else ground.paths.signatures.codes(name)


def _owners(ground: Ground) -> Codes:
    """Owner of each signature's touchpoint."""
    places = ground.paths.signatures.codes("touchpoint")
    table = ground.read("touchpoints")
    owner_of = dict(zip(table["touchpoint"].to_pylist(), table["owner"].to_pylist(), strict=True))
    owners = [owner_of.get(place) or NOBODY for place in places.names]
    names = tuple(sorted(set(owners)))
    of_place = np.array([*(names.index(owner) for owner in owners), -1], dtype=np.int32)
    return Codes(of_place[places.of_signature], names)


def _opened(codes: Codes, node: str, finer: Codes) -> Codes:
    """The nodes with one of them divided; what has no finer node stays at the whole one."""
    code = codes.code(node)
    inside = (codes.of_signature == code) & (finer.of_signature >= 0)
    parts = np.unique(finer.of_signature[inside])
    place: Int32 = np.full(len(finer.names), -1, dtype=np.int32)
    place[parts] = len(codes.names) + np.arange(len(parts), dtype=np.int32)
    of_signature = np.where(inside, place[finer.of_signature], codes.of_signature)
    return Codes(of_signature, (*codes.names, *(f"{node} / {finer.names[part]}" for part in parts)))
