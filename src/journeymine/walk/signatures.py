"""What events say in words: each distinct combination once, numbered in an order that the data fixes.

    number  source  event      page   device   channel ...   touchpoint  stage  cart_role
    0       web     view_item  /bags  desktop  organic ...   item page   consideration  0
    1       web     view_item  /bags  mobile   organic ...   item page   consideration  0

An event carries the number alone. The journey file's rules are put to each signature once (stages.py), so a
signature knows its touchpoint and stage as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

WORDS = ("source", "event", "page", "channel", "campaign", "device", "currency", "score_kind")
"""Fields of an event that come in words, as questions name them; `channel` is after the channel rules."""

PLACES = ("stage", "touchpoint", "checkout_step", "friction")
"""What the journey file's rules make of them."""

LEVELS = ("stage", "touchpoint", "channel", "event")
"""Levels at which journeys are cut into steps."""

FIELDS = (*WORDS, *PLACES)


@dataclass(frozen=True)
class Codes:
    """The nodes of a level.

    Attributes:
        of_signature: code of each signature's node; -1 where it has none.
        names: what each code stands for; stages and touchpoints in the order of the journey file, else
            sorted.
    """

    of_signature: NDArray[np.int32]
    names: tuple[str, ...]

    def code(self, name: str) -> int:
        """Code of a node; -1 where no signature has it."""
        return self.names.index(name) if name in self.names else -1


@dataclass(frozen=True)
class Signatures:
    """The table of signatures.

    Attributes:
        table: one row a signature, in the order of their numbers. Columns: FIELDS (text), is_conversion and
            is_sessionized (boolean), cart_role (see walk/carts.py).
        stages, touchpoints: names in the order of the journey file.
    """

    table: pa.Table
    stages: tuple[str, ...]
    touchpoints: tuple[str, ...]
    _known: dict[str, Codes] = field(default_factory=dict[str, Codes], repr=False, compare=False)

    def __len__(self) -> int:
        """Number of signatures."""
        return len(self.table)

    def codes(self, level: str) -> Codes:
        """Nodes of a level, or values of any other field, as codes.

        Args:
            level: one of FIELDS.
        """
        if level not in self._known:
            given = {"stage": self.stages, "touchpoint": self.touchpoints}.get(level)
            self._known[level] = _encode(self.table[level], given)
        return self._known[level]

    def texts(self, name: str) -> list[str | None]:
        """A field of each signature."""
        return self.table[name].to_pylist()

    def flags(self, name: str) -> NDArray[np.bool_]:
        """A boolean column: is_conversion or is_sessionized."""
        return np.asarray(self.table[name].to_numpy(), dtype=np.bool_)

    @property
    def cart_roles(self) -> NDArray[np.int8]:
        """What each signature does to a cart (see walk/carts.py)."""
        return np.asarray(self.table["cart_role"].to_numpy(), dtype=np.int8)


def _encode(column: pa.ChunkedArray, order: Sequence[str] | None) -> Codes:
    found = column.combine_chunks().dictionary_encode()
    values = found.dictionary.to_pylist()
    names = tuple(sorted(values)) if order is None else tuple(order)
    place = {name: code for code, name in enumerate(names)}
    of_value = np.array([*(place[value] for value in values), -1], dtype=np.int32)
    return Codes(of_value[found.indices.fill_null(len(values)).to_numpy(zero_copy_only=False)], names)
