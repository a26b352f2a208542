"""Counts with exact quantiles, where windows come from a sample: as all times laid side by side have them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import numpy as np
import pytest

from journeymine.walk.edges import edge_namer, find_edges
from journeymine.walk.flow import ENDS, Window, find_flow, find_places
from journeymine.walk.kernels.quantiles import LONGEST, WINDOWS, select
from journeymine.walk.paths import Paths
from journeymine.walk.quantiles import line_tally, windows_of
from journeymine.walk.selection import EventMask, Selection
from journeymine.walk.units import UNITS
from journeymine.walk.walked import Walked, first_row, walk
from tests.walk.made import SECOND, Act, made_paths

EVENTS = ("home", "cart")
CUSTOMERS, ACTS, MANY = 60, 120, 5000


def crowd(kind: str) -> Paths:
    """Customers of whom two have very many events; in `clustered` these wait much longer than all others."""
    chance, acts = np.random.default_rng(5), list[Act]()
    for number in range(CUSTOMERS):
        is_large = number in (CUSTOMERS // 2, CUSTOMERS - 1)
        size = MANY if is_large else ACTS
        gaps = chance.exponential(300, size) * SECOND
        if kind == "ties":
            gaps = np.where(chance.random(size) < 0.7, 30 * SECOND, gaps)
        if kind == "clustered" and is_large:
            gaps += 1e6 * SECOND
        times, names = np.cumsum(gaps.astype(np.int64)), chance.integers(0, len(EVENTS), size)
        acts += [
            Act(f"c{number:02}", at, EVENTS[name])
            for at, name in zip(times.tolist(), names.tolist(), strict=True)
        ]
    return made_paths(acts)[0]


def brute(walked: Walked) -> dict[tuple[str, str], list[int]]:
    """Times of each edge between nodes."""
    found = defaultdict[tuple[str, str], list[int]](list)
    for unit in np.flatnonzero(walked.is_kept).tolist():
        before = None
        for row in range(int(walked.first[unit]), int(walked.end[unit])):
            node = walked.names[walked.codes.of_signature[walked.signature[row]]]
            if before is not None and (before[0] != node or not walked.collapse):
                found[before[0], node].append(int(walked.times[row]) - before[1])
            before = node, int(walked.times[row])
    return found


@pytest.fixture(autouse=True)
def many_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of so few events that a sample is taken."""
    for module in ("walked", "quantiles"):
        monkeypatch.setattr(f"journeymine.walk.{module}.BLOCK_EVENTS", 64)
    for name in ("_LOOKED_AT", "_FEW_LOOKED_AT"):
        monkeypatch.setattr(f"journeymine.walk.quantiles.{name}", 30)


@pytest.mark.parametrize("at_once", [50, 10**6])
@pytest.mark.parametrize("collapse", [True, False])
@pytest.mark.parametrize("kind", ["spread", "ties", "clustered"])
def test_quantiles_are_exact(
    kind: str, collapse: bool, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the sample, and however few times may be kept at once."""
    monkeypatch.setattr("journeymine.walk.quantiles.TIMES_AT_ONCE", at_once)
    paths = crowd(kind)
    for keeps in (None, np.arange(CUSTOMERS) % 3 != 0, np.arange(CUSTOMERS) % 10 == 0):
        part = Selection(customers=keeps)
        walked = walk(paths, paths.signatures.codes("event"), selection=part, collapse=collapse)
        edges, times = find_edges(walked), brute(walked)
        real = edges.only(edges.between_nodes)
        names = [
            (edges.names[left], edges.names[to])
            for left, to in zip(real.from_node, real.to_node, strict=True)
        ]
        assert sorted(names) == sorted(times)
        for row, name in enumerate(names):
            micros = np.array(times[name])
            assert real.count.times[row] == len(micros)
            assert real.count.seconds[row] == micros.sum() / 1e6
            wanted = np.quantile(micros, (0.5, 0.9)) / 1e6
            assert (real.count.median[row], real.count.p90[row]) == pytest.approx(wanted, rel=1e-12)
        assert np.isnan(edges.count.median[~edges.between_nodes]).all()


@pytest.mark.parametrize("collapse", [True, False])
def test_with_and_without_steps(collapse: bool) -> None:
    """Edges counted right from the events are those of the steps, whatever is followed."""
    paths = crowd("ties")
    for unit in ("customer", "session", "journey"):
        for sessions in (None, np.arange(len(paths.sessions)) % 4 != 1):
            part = Selection(sessions=sessions)
            walked = walk(
                paths, paths.signatures.codes("event"), unit=unit, selection=part, collapse=collapse
            )
            namer = edge_namer(walked)
            right, named = (
                line_tally(walked, one, timed=True) for one in (namer, replace(namer, measure=None))
            )
            for name in ("key", "times", "units", "customers", "seconds", "median", "p90"):
                assert np.array_equal(getattr(right, name), getattr(named, name), equal_nan=True), name


@pytest.mark.parametrize("collapse", [True, False])
@pytest.mark.parametrize("sides", [(0, 4), (3, 0), (2, 2)])
def test_flows_with_and_without_steps(
    collapse: bool, sides: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Flows counted right from the events are those of the steps, whatever is followed."""
    paths, (before, after) = crowd("ties"), sides
    codes = paths.signatures.codes("event")
    is_cart = EventMask(codes.of_signature == codes.code("cart"))
    for unit in UNITS:
        for sessions in (None, np.arange(len(paths.sessions)) % 4 != 1):
            part = Selection(sessions=sessions)
            walked = walk(paths, codes, unit=unit, selection=part, collapse=collapse)
            centre = first_row(walked, is_cart) if before else np.zeros(0, dtype=np.int64)
            window = Window(before, after, before > 0, after > 0, centre)
            ends = (np.arange(len(walked)) % len(ENDS)).astype(np.int8)
            for top in (1, None):
                right = [find_flow(walked, window, ends, top=top, timed=timed) for timed in (True, False)]
                places = find_places(walked, window)
                with monkeypatch.context() as patch:
                    patch.setattr("journeymine.walk.passages._LINES", 0)
                    named = [find_flow(walked, window, ends, top=top, timed=timed) for timed in (True, False)]
                    assert np.array_equal(places, find_places(walked, window))
                for one, other in zip(right, named, strict=True):
                    assert len(one.count)
                    for name in ("column", "from_code", "to_code"):
                        assert np.array_equal(getattr(one, name), getattr(other, name)), name
                    for name in ("times", "units", "customers"):
                        assert np.array_equal(getattr(one.count, name), getattr(other.count, name)), name
                    for name in ("median", "p90"):
                        wanted = pytest.approx(getattr(other.count, name), rel=1e-12, nan_ok=True)
                        assert getattr(one.count, name) == wanted


def test_a_sample_is_taken() -> None:
    """Else the other tests would say nothing of windows."""
    paths = crowd("spread")
    walked = walk(paths, paths.signatures.codes("event"))
    lines = windows_of(walked, edge_namer(walked))
    assert (lines[:, WINDOWS + 1] < LONGEST).any()


def test_select() -> None:
    chance = np.random.default_rng(3)
    for most in (1, 3, 1000):
        times = chance.integers(0, most, 200)
        for place in (20, 21, 100, 179):
            shuffled = chance.permutation(times)
            inner = np.sort(shuffled[20:180])
            assert select(shuffled, 20, 180, place) == inner[place - 20]
            assert (np.sort(shuffled[20:180]) == inner).all()
            assert (
                shuffled[20:place].max(initial=0)
                <= shuffled[place]
                <= shuffled[place + 1 : 180].min(initial=most)
            )
