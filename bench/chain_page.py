"""The chapter of docs/performance.md about the chain: what is done, tables and pictures, what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bench import lines
from bench.chain import MEMORY_GB, WORKS
from bench.chart import Bar, bars
from bench.race import CHAIN, LeftOut, Race
from bench.sides import SIDES, YARDSTICK
from bench.works import Row

LABELS = {side.name: side.label for side in SIDES}
COLUMNS = ("start", *WORKS, CHAIN)
PARTLY = "\\*"
INTRODUCTION = f"""\
## The chain, beside other programs

Every side gets the same file (customer, time, place within the instant, event, channel, in the order of
arrival; `bench/clean.py`), in a fresh process and with packages of its own, and does the works below as well
as it can be made to (`bench/peers/`). The sides run in turn. Their answers are compared in every run, and
where two differ there is no table. Cells are wall seconds (processor seconds) of {{counted}}; memory is the
largest resident size while the works were done. **start** is a process's way to the end of its imports, and
not part of the **chain**, the sum of the works. *Ratio* is the chain's wall time as a multiple of what
{LABELS[YARDSTICK]} took for the same works. Sides that can be told how much memory to use are told
{MEMORY_GB} GB.

{{works}}
"""


def chapter(races: Sequence[Race], pictures: Sequence[str]) -> str:
    """The whole chapter.

    Args:
        races: one a size.
        pictures: names of their pictures, beside the page.
    """
    works = "\n".join(f"- **{work}**: {words}." for work, words in WORKS.items())
    counted = lines.counted(row for race in races for row in race.rows)
    parts = [INTRODUCTION.format(works=works, counted=counted)]
    for race, picture in zip(races, pictures, strict=True):
        parts += [f"### {race.size:,} events\n", f"![{title(race)}]({picture})\n"]
        parts += ["\n".join(_table(race)) + "\n", "\n".join(_notes(race)) + "\n"]
    versions = {side: found for race in races for side, found in race.versions.items()}
    return "\n".join([*parts, f"Packages of the sides: {'; '.join(_packages(versions))}.\n"])


def _packages(versions: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    for side, found in versions.items():
        yield f"{LABELS[side]}: {', '.join(f'{name} {number}' for name, number in found.items())}"


def title(race: Race) -> str:
    """Of the picture."""
    return f"Wall seconds of the chain, {race.size:,} events"


def picture(race: Race) -> str:
    """SVG of the chain's wall seconds by side and work, the quickest side first."""
    chains = sorted((row for row in race.rows if row.work == CHAIN), key=lambda row: row.wall_seconds)
    return bars(title(race), [_bar(race, row.side) for row in chains])


def _bar(race: Race, side: str) -> Bar:
    found = {row.work: row.wall_seconds for row in race.rows if row.side == side}
    missing = [work for work in WORKS if work not in found]
    note = f"without {', '.join(missing)}" if missing else ""
    return Bar(LABELS[side], {work: found[work] for work in WORKS if work in found}, note)


def _table(race: Race) -> Iterator[str]:
    yield "| side | " + " | ".join(COLUMNS) + " | memory | ratio |"
    yield "|---|" + "--:|" * (len(COLUMNS) + 2)
    partly = {(gap.side, gap.work) for gap in race.left_out}
    for side in dict.fromkeys(row.side for row in race.rows):
        rows = {row.work: row for row in race.rows if row.side == side}
        cells = [_cell(rows.get(work), is_partial=(side, work) in partly) for work in COLUMNS]
        chain = rows[CHAIN]
        memory = f"{chain.peak_bytes / 1e9:.2f} GB"
        yield f"| {LABELS[side]} | {' | '.join(cells)} | {memory} | {chain.ratio:.1f} |"


def _cell(row: Row | None, *, is_partial: bool) -> str:
    if row is None:
        return "–"
    return f"{row.wall_seconds:.2f} ({row.cpu_seconds:.2f})" + (PARTLY if is_partial else "")


def _notes(race: Race) -> Iterator[str]:
    for side in dict.fromkeys(gap.side for gap in race.left_out):
        gaps = [gap for gap in race.left_out if gap.side == side]
        yield f"- {LABELS[side]}: " + "; ".join(_note(race, gap) for gap in gaps) + "."


def _note(race: Race, gap: LeftOut) -> str:
    if gap.work == CHAIN:
        return f"not run, {gap.reason}"
    is_timed = any((row.side, row.work) == (gap.side, gap.work) for row in race.rows)
    return f"{gap.work}{PARTLY if is_timed else ' not done'}: {gap.reason}"
