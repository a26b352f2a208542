"""Answers of a work in a few bytes, so that those of all sides can be compared.

A digest has parts by name; each is compared by itself, so that a side which by its own definitions has
no answer to one part can still be compared in the others. Only the standard library is used: every side
makes its digests here, in an environment of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

from bench.chain import COMMONEST

Digest = Mapping[str, object]


def sessions(lengths: Iterable[tuple[int, int]]) -> dict[str, object]:
    """Of the sessions.

    Args:
        lengths: numbers of events in a session, each with the number of such sessions.
    """
    listed = sorted((int(length), int(count)) for length, count in lengths)
    return {
        "sessions": sum(count for _, count in listed),
        "longest": listed[-1][0],
        "lengths": _checksum(listed),
    }


def follows(pairs: Iterable[tuple[str, str, int, float]], *, with_medians: bool = True) -> dict[str, object]:
    """Of the directly-follows graph.

    Args:
        pairs: event, next event, how often, median of the seconds between them.
        with_medians: whether the medians are answers; where not, they may be anything.
    """
    listed = sorted((str(event), str(after), int(count), seconds) for event, after, count, seconds in pairs)
    counts: dict[str, object] = {
        "pairs": len(listed),
        "transitions": sum(count for _, _, count, _ in listed),
        "counts": _checksum(row[:3] for row in listed),
    }
    half_microseconds = [(event, after, round(seconds * 2e6)) for event, after, _, seconds in listed]
    return counts | ({"medians": _checksum(half_microseconds)} if with_medians else {})


def variants(number: int, squares: int, commonest: Iterable[tuple[str, int]]) -> dict[str, object]:
    """Of the variants.

    Args:
        number: different ones.
        squares: sum of the squares of their numbers of sessions.
        commonest: variants as `view_home>search` with their numbers of sessions; at least all that are as
            frequent as the tenth.
    """
    ranked = sorted(((int(count), str(name)) for name, count in commonest), key=lambda one: (-one[0], one[1]))
    return {
        "variants": int(number),
        "squares": int(squares),
        "commonest": [[name, count] for count, name in ranked[:COMMONEST]],
    }


def sankey(links: Iterable[tuple[int, str, str | None, int]]) -> dict[str, object]:
    """Of the Sankey counts.

    Args:
        links: place in the session from 1 on, event there, next event (none at the session's end), how often.
    """
    listed = [(int(place), str(event), after or "", int(count)) for place, event, after, count in links]
    steps: Counter[tuple[int, str]] = Counter()
    for place, event, _, count in listed:
        steps[place, event] += count
    held = sankey_steps((place, event, count) for (place, event), count in steps.items())
    return held | {"links": _checksum(sorted(listed))}


def sankey_steps(steps: Iterable[tuple[int, str, int]]) -> dict[str, object]:
    """Of the events at each place alone, without what comes next."""
    return {"steps": _checksum(sorted((int(place), str(event), int(count)) for place, event, count in steps))}


def funnel(reached: Sequence[int]) -> dict[str, object]:
    """Of the funnel: customers who reached each step."""
    return {"reached": [int(count) for count in reached]}


def differences(answers: Mapping[str, Digest]) -> list[str]:
    """What sides say differently, in words; nothing where they agree.

    Args:
        answers: digest of one work by side. The first side that has a part is what others are compared with.
    """
    told: list[str] = []
    first: dict[str, str] = {}
    for side, digest in answers.items():
        for part, value in digest.items():
            other = first.setdefault(part, side)
            if answers[other][part] != value:
                told.append(f"{part}: {answers[other][part]} by {other}, {value} by {side}")
    return told


def _checksum(rows: Iterable[tuple[object, ...]]) -> str:
    text = "\n".join("\t".join(str(value) for value in row) for row in rows)
    return sha256(text.encode()).hexdigest()[:16]
