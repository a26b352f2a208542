"""Attribution from lists: every conversion looks back over all of its customer's events, every model is
worked out as it is defined, in fractions or by going over all orders of nodes.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby, permutations

Path = tuple[str, ...]


@dataclass(frozen=True)
class Contact:
    """One event of a customer, in order.

    Attributes:
        at: microseconds.
        node: None where it has none.
        session: number, None outside.
        journey: number, None for unmapped events.
        is_conversion: whether it is a conversion.
        settles: whether its journey is not lost, conversion or not.
    """

    at: int
    node: str | None
    session: int | None
    journey: int | None
    is_conversion: bool
    settles: bool


@dataclass(frozen=True)
class Rules:
    """As TouchRules of the product."""

    look_back: int
    by_session: bool = True
    is_joined: bool = False
    is_cut: bool = False
    since: int = -(2**62)
    until: int = 2**62
    most: int = 200


@dataclass(frozen=True)
class Found:
    """A path of touches: places of its touches, their nodes, the event it ends in, whether it is lost."""

    places: tuple[int, ...]
    nodes: Path
    end: int
    is_lost: bool


def is_touch(events: Sequence[Contact], place: int, rules: Rules) -> bool:
    """Whether an event is a touch."""
    event = events[place]
    if event.node is None:
        return False
    if rules.by_session and event.session is not None:
        return all(other.session != event.session or other.node is None for other in events[:place])
    is_mapped = event.journey is not None
    return not event.is_conversion and (is_mapped or not rules.by_session)


def touch_paths(
    events: Sequence[Contact],
    rules: Rules,
    *,
    counted: Callable[[int | None], bool],
    lost: Callable[[int], bool],
) -> list[Found]:
    """All paths of a customer, by the event they end in, a conversion before a lost journey.

    Args:
        events: of the customer, in order.
        rules: what is a touch.
        counted: whether conversions in a journey count.
        lost: whether a journey is lost where nothing converts.
    """
    found: list[Found] = []
    for end, event in enumerate(events):
        if not rules.since <= event.at < rules.until:
            continue
        if event.is_conversion and counted(event.journey):
            found.append(_before(events, end, rules))
        journey = event.journey
        if journey is None or any(other.journey == journey for other in events[end + 1 :]):
            continue
        start = max(
            (at + 1 for at, other in enumerate(events) if other.journey not in (None, journey) and at < end),
            default=0,
        )
        stretch = range(start, end + 1)
        touches = [at for at in stretch if is_touch(events, at, rules)]
        if lost(journey) and touches and not any(events[at].settles for at in stretch):
            found.append(_path(events, touches, events[touches[-1]].at, rules, end=end, is_lost=True))
    return found


def _before(events: Sequence[Contact], end: int, rules: Rules) -> Found:
    start = 0
    if rules.is_cut:
        start = max((at + 1 for at in range(end) if events[at].is_conversion), default=0)
    touches = [at for at in range(start, end + 1) if is_touch(events, at, rules)]
    return _path(events, touches, events[end].at, rules, end=end, is_lost=False)


def _path(
    events: Sequence[Contact], touches: Sequence[int], anchor: int, rules: Rules, *, end: int, is_lost: bool
) -> Found:
    near = [at for at in touches if anchor - events[at].at <= rules.look_back][-rules.most :]
    if rules.is_joined:
        near = [list(run)[-1] for _, run in groupby(near, key=lambda at: events[at].node)]
    return Found(tuple(near), tuple(str(events[at].node) for at in near), end, is_lost)


def first(path: Path) -> list[Fraction]:
    """All to the first."""
    return [Fraction(int(at == 0)) for at in range(len(path))]


def last(path: Path) -> list[Fraction]:
    """All to the last."""
    return first(path)[::-1]


def linear(path: Path) -> list[Fraction]:
    """The same to each."""
    return [Fraction(1, len(path)) for _ in path]


def position(path: Path, begin: Fraction = Fraction(2, 5), end: Fraction = Fraction(2, 5)) -> list[Fraction]:
    """More to both ends."""
    if len(path) < 2:
        return [Fraction(1)] * len(path)
    if len(path) == 2:
        return [begin / (begin + end), end / (begin + end)]
    return [begin, *[(1 - begin - end) / (len(path) - 2)] * (len(path) - 2), end]


def decay(ages: Sequence[int], half_life: int) -> list[float]:
    """Half as much to what is a half-life older."""
    raw = [2 ** (-age / half_life) for age in ages]
    return [each / math.fsum(raw) for each in raw]


def put_down(paths: Mapping[Path, float], model: Callable[[Path], Sequence[Fraction]]) -> dict[str, float]:
    """Credit of each node."""
    credit: dict[str, float] = defaultdict(float)
    for path, amount in paths.items():
        for node, part in zip(path, model(path), strict=True):
            credit[node] += float(part) * amount
    return dict(credit)


@dataclass(frozen=True)
class Chain:
    """Passages of a chain: state to what comes next (a state, "CONVERSION" or "LOSS") to how many."""

    order: int
    passages: Mapping[Path, Mapping[Path | str, float]]


def chain(converted: Mapping[Path, float], lost: Mapping[Path, float], order: int) -> Chain:
    """Count passages; a state is the last `order` nodes."""
    passages: dict[Path, dict[Path | str, float]] = defaultdict(lambda: defaultdict(float))
    for paths, end in ((converted, "CONVERSION"), (lost, "LOSS")):
        for path, amount in paths.items():
            if not path or not amount:
                continue
            states = [path[max(0, at - order) : at] for at in range(len(path) + 1)]
            for state, after in zip(states, [*states[1:], end], strict=True):
                passages[state][after] += amount
    return Chain(order, passages)


def chance(of: Chain, goal: str, without: str | None = None, rounds: int = 20_000) -> float:
    """Chance that a path ends so, if it stops at a node: by going round until nothing changes."""
    value: dict[Path, float] = dict.fromkeys(of.passages, 0.0)
    for _ in range(rounds):
        largest = 0.0
        for state, after in of.passages.items():
            total = sum(after.values())
            found = 0.0
            for to, amount in after.items():
                if isinstance(to, str):
                    found += amount / total * (to == goal)
                elif to[-1] != without:
                    found += amount / total * value[to]
            largest = max(largest, abs(found - value[state]))
            value[state] = found
        if largest < 1e-16:
            break
    return value.get((), 0.0)


def removal_effect(of: Chain, goal: str, node: str) -> float:
    """Part of what ends so that goes through a node."""
    whole = chance(of, goal)
    return 1 - chance(of, goal, node) / whole if whole else 0.0


def shapley(nodes: Sequence[str], worth: Callable[[frozenset[str]], float]) -> dict[str, float]:
    """Mean of what each node adds, over all orders in which nodes may come."""
    value: dict[str, float] = dict.fromkeys(nodes, 0.0)
    orders = list(permutations(nodes))
    for order in orders:
        for at, node in enumerate(order):
            before = frozenset(order[:at])
            value[node] += (worth(before | {node}) - worth(before)) / len(orders)
    return value


def worth_in_conversions(converted: Mapping[Path, float]) -> Callable[[frozenset[str]], float]:
    """Conversions of the paths that meet no other nodes."""
    return lambda nodes: sum(amount for path, amount in converted.items() if path and set(path) <= nodes)


def worth_in_rates(
    converted: Mapping[Path, float], lost: Mapping[Path, float]
) -> Callable[[frozenset[str]], float]:
    """Their conversion rate."""

    def rate(nodes: frozenset[str]) -> float:
        made, gone = (worth_in_conversions(paths)(nodes) for paths in (converted, lost))
        return made / (made + gone) if made + gone else 0.0

    return rate


def foretold(known: Mapping[Path, Counter[str]], path: Path, symbol: str, symbols: int, order: int) -> float:
    """Chance of what follows a path by the states of an order and all below (Witten and Bell).

    Args:
        known: for each state of any order, what followed how often; states of order k have k nodes, "^"
            before the first.
        path: the nodes so far.
        symbol: what follows.
        symbols: how many there are.
        order: touches remembered.
    """
    if order < 0:
        return 1 / symbols
    lower = foretold(known, path, symbol, symbols, order - 1)
    padded = ("^",) * order + path
    after = known.get(padded[len(padded) - order :], Counter())
    total, kinds = sum(after.values()), sum(count > 0 for count in after.values())
    return (after[symbol] + kinds * lower) / (total + kinds) if total else lower


def states_seen(steps: Mapping[tuple[Path, str], float], highest: int) -> dict[Path, Counter[str]]:
    """What followed each state, of all orders up to the highest."""
    seen: dict[Path, Counter[str]] = defaultdict(Counter)
    for (path, symbol), amount in steps.items():
        for order in range(highest + 1):
            padded = ("^",) * order + path
            if amount:
                seen[padded[len(padded) - order :]][symbol] += amount  # pyright: ignore[reportArgumentType]
    return seen


def steps_of(converted: Mapping[Path, float], lost: Mapping[Path, float]) -> Counter[tuple[Path, str]]:
    """Each passage of each path: the nodes so far and what follows, with its count."""
    steps: Counter[tuple[Path, str]] = Counter()
    for paths, end in ((converted, "CONVERSION"), (lost, "LOSS")):
        for path, amount in paths.items():
            if path:
                for at, symbol in enumerate((*path, end)):
                    steps[path[:at], symbol] += amount  # pyright: ignore[reportArgumentType]
    return steps
