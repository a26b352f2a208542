"""What every picture is given beside its table: the settings, the labels and order of stages, the reader's
language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from unicodedata import bidirectional

import pyarrow as pa

from journeymine.present.about import About
from journeymine.present.numbers import FIRST_STRONG, POP, RIGHT_TO_LEFT, Numbers
from journeymine.present.records import records
from journeymine.present.theme import plot_text
from journeymine.present.words import Phrases, Words
from journeymine.tables import END, START
from journeymine.walk.flow import OTHER

NONE, NOTHING = "(none)", "(nothing)"
"""What questions call events without a name at a level, and that no event came."""
_IN = " / "


def _runs_from_the_right(text: str) -> bool:
    return any(bidirectional(sign) in ("R", "AL") for sign in text)


@dataclass(frozen=True)
class StageName:
    """A stage as readers see it."""

    stage: str
    stage_index: int
    half: str
    label: str


@dataclass(frozen=True)
class TouchpointName:
    """A touchpoint as readers see it."""

    touchpoint: str
    stage: str
    label: str


@dataclass(frozen=True)
class Scene:
    """Settings, labels and language of a picture.

    Attributes:
        about: the generation and its settings.
        stages: stages in order.
        touchpoints: touchpoints by stage order, then name.
        opened: nodes that are shown by a finer level, with that level; their parts are called `node / part`.
    """

    about: About
    stages: tuple[StageName, ...]
    touchpoints: tuple[TouchpointName, ...]
    opened: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, about: About, stages: pa.Table, touchpoints: pa.Table) -> Scene:
        """Read the labels from the published tables `stages` and `touchpoints`."""
        order = tuple(sorted(records(stages, StageName), key=lambda stage: stage.stage_index))
        place = {stage.stage: stage.stage_index for stage in order}
        seen = records(touchpoints, TouchpointName)
        seen.sort(key=lambda each: (place.get(each.stage, len(place)), each.touchpoint))
        return cls(about, order, tuple(seen))

    def opening(self, opened: Mapping[str, str]) -> Scene:
        """The scene of a picture in which nodes are shown by a finer level."""
        return replace(self, opened=tuple(opened.items())) if opened else self

    @cached_property
    def words(self) -> Words:
        """The words of the reader's language."""
        return Words(self.about.language)

    @cached_property
    def say(self) -> Phrases:
        """The phrases of the reader's language."""
        return self.words.phrases

    @cached_property
    def numbers(self) -> Numbers:
        """Number formats of the reader's language."""
        return Numbers(self.about.language)

    @property
    def is_rtl(self) -> bool:
        """Whether the language runs from right to left."""
        return self.words.is_rtl

    @cached_property
    def _stage_of(self) -> dict[str, str]:
        return {each.touchpoint: each.stage for each in self.touchpoints}

    @cached_property
    def _standing(self) -> dict[str, str]:
        """What stands beside the nodes of every level."""
        say = self.say
        ends = {START: say.start, END: say.stops}
        return {**ends, NONE: say.no_name, NOTHING: say.nothing_more, OTHER: say.other}

    @cached_property
    def _labels(self) -> dict[tuple[str, str], str]:
        labels = {("stage", each.stage): each.label for each in self.stages}
        labels |= {("touchpoint", each.touchpoint): each.label for each in self.touchpoints}
        labels |= {("friction", each.name): each.label for each in self.about.frictions}
        return labels | {("checkout", each.name): each.label for each in self.about.checkout_steps}

    @cached_property
    def _stage_index(self) -> dict[str, int]:
        return {each.stage: each.stage_index for each in self.stages}

    def label(self, level: str, node: str) -> str:
        """What readers call a node of a level; its own name where no label is known."""
        known = self._standing.get(node) or self._labels.get((level, node))
        if known is not None:
            return known
        found = self._opened(node)
        if found is None:
            return node
        outer, finer, part = found
        return self.beside(_IN, self.label(level, outer), self.label(finer, part))

    def quoted(self, level: str, node: str) -> str:
        """A label inside a sentence: kept apart from the sentence's own direction."""
        return self.apart(self.label(level, node))

    def apart(self, text: str) -> str:
        """A text inside a sentence, kept apart from the sentence's own direction."""
        return f"{FIRST_STRONG}{text}{POP}"

    def side_by_side(self, *parts: str | None) -> str:
        """Parts with a dot between them; what is None or empty is left out."""
        return self.beside(" · ", *(part for part in parts if part))

    def beside(self, sign: str, *parts: str) -> str:
        """Parts with a sign between them; each keeps to itself where one of them runs from the right."""
        if self.is_rtl or any(_runs_from_the_right(part) for part in parts):
            return sign.join(self.apart(part) for part in parts)
        return sign.join(parts)

    def _opened(self, node: str) -> tuple[str, str, str] | None:
        """An opened node, its finer level, and the part of it that a node is; None where it is none."""
        for outer, finer in reversed(self.opened):
            if node.startswith(outer + _IN):
                return outer, finer, node.removeprefix(outer + _IN)
        return None

    def stage_index(self, level: str, node: str) -> int | None:
        """Place of a node's stage in the order, for a part that of the whole; None where it has none."""
        found = self._opened(node)
        if found is not None:
            return self.stage_index(level, found[0])
        stage = self._stage_of.get(node) if level == "touchpoint" else node if level == "stage" else None
        return None if stage is None else self._stage_index.get(stage)

    def half(self, stage: str) -> str:
        """Half of a stage: `buyer` or `owner`."""
        return next((each.half for each in self.stages if each.stage == stage), "buyer")

    def direction(self, level: str, from_node: str, to_node: str) -> str | None:
        """`forward`, `skip` or `back` by stage order; None inside a stage and at ends."""
        before, after = self.stage_index(level, from_node), self.stage_index(level, to_node)
        if before is None or after is None or before == after:
            return None
        if after < before:
            return "back"
        return "forward" if after == before + 1 else "skip"

    def plot(self, text: str) -> str:
        """A text for plotly: tags made plain, its direction fixed."""
        plain = plot_text(text)
        return f"{RIGHT_TO_LEFT}{plain}{POP}" if self.is_rtl else plain

    def window(self) -> str:
        """How journeys are cut, in words."""
        say, split = self.say, self.about.journey_split
        windows = {"never": say.window_never, "purchase": say.window_purchase}
        return windows.get(split) or say.window_silence.format(split=split)

    def basis(self) -> str:
        """Window, entry and as-of time of a figure over journeys, in one sentence."""
        as_of = self.numbers.moment(self.about.as_of)
        entry = self.about.entry or self.say.entry_first
        return self.say.basis.format(window=self.window(), entry=entry, as_of=as_of)
