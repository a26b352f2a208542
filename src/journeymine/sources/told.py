"""What to tell about the files of a run, once per source: columns that nobody promised, emptiness, and local
times that clocks put back or forward leave in doubt.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

_SHOWN = 2


@dataclass
class Told:
    """Sentences about files, counted by source.

    Attributes:
        sentences: files by source and sentence.
        doubtful: local times by source and by what is wrong with them, in words.
    """

    sentences: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    doubtful: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])

    def add(self, source: str, sentences: Iterable[str]) -> None:
        """Take in what was told of one file."""
        self.sentences.update((source, sentence) for sentence in sentences)

    def add_clocks(self, source: str, zone: object, repeated_count: int, skipped_count: int) -> None:
        """Take in how many local times of one file exist twice, and how many do not exist.

        Args:
            source: its source.
            zone: in which they were read.
            repeated_count: times that the clocks of the zone show twice.
            skipped_count: times that they never show.
        """
        hour = f"into an hour that the clocks of {zone}"
        self.doubtful[source, f"{hour} show twice; the first is meant"] += repeated_count
        self.doubtful[source, f"{hour} leave out; they are moved forward by it"] += skipped_count

    def of(self, source: str) -> tuple[str, ...]:
        """What is told of one source, a line each."""
        files = [
            text + (f" ({count:,} files)" if count > 1 else "")
            for (name, text), count in self.sentences.items()
            if name == source
        ]
        times = [
            f"{count:,} time{' falls' if count == 1 else 's fall'} {text}"
            for (name, text), count in self.doubtful.items()
            if name == source and count
        ]
        return (*times, *files)

    def lines(self) -> tuple[str, ...]:
        """The most important of it, a line each, each beginning with its source: times in doubt first."""
        sources = dict.fromkeys(name for name, _ in (*self.sentences, *self.doubtful))
        return tuple(f"{source}: {line}" for source in sources for line in self._first(source))

    def _first(self, source: str) -> tuple[str, ...]:
        lines = self.of(source)
        rest = len(lines) - _SHOWN
        if rest <= 1:
            return lines
        return (*lines[:_SHOWN], f"and {rest:,} more of this kind; 'journeymine check' shows them")
