"""Crowds of made-up customers, all alike or with a planted trouble, for calibration and power.

Customers differ (habits, restlessness, patience), so that what one customer does hangs together; the
touchpoint within a stage is drawn from the habit and has no effect on anything, unless trouble is planted
there.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from journeymine.engine import DuckEngine
from tests.findings.world import STAGES, TOUCHPOINTS, build, day

AT = {name: [point for point, stage in TOUCHPOINTS if stage == name] for name, _, _ in STAGES}
ORDER = [name for name, _, _ in STAGES]


@dataclass(frozen=True)
class Trouble:
    """What is planted; all empty is a quiet crowd.

    Attributes:
        drop: touchpoint -> added chance to drop there.
        back: touchpoint -> added chance to go back from there.
        slow: touchpoint -> factor on the wait after it.
        score: touchpoint -> answers lower by so many points of ten.
        friction: friction -> (first day, last day, added chance that the cart is left).
    """

    drop: dict[str, float] = field(default_factory=dict[str, float])
    back: dict[str, float] = field(default_factory=dict[str, float])
    slow: dict[str, float] = field(default_factory=dict[str, float])
    score: dict[str, float] = field(default_factory=dict[str, float])
    friction: dict[str, tuple[float, float, float]] = field(
        default_factory=dict[str, tuple[float, float, float]]
    )


QUIET = Trouble()
FRICTIONS = ("coupon refused", "payment error", "out of stock")


def crowd(seed: int, customers: int, trouble: Trouble = QUIET, *, days: float = 180) -> DuckEngine:
    """Tables of a crowd that arrives evenly over some days; the as-of time is sixty days later."""
    draw = np.random.default_rng(seed)
    events: list[tuple[object, ...]] = []
    carts: list[dict[str, object]] = []
    for number in range(customers):
        walk = _Walk(draw, f"c{number:05}", trouble)
        walk.run(draw.uniform(0, days))
        events += walk.events
        carts += walk.carts
    names = ("customer_id", "occurred_at", "touchpoint", "value", "score_kind", "score_raw", "friction")
    columns = dict(zip(names, map(list, zip(*events, strict=True)), strict=True))
    table = {name: pa.array(values, _kind(name)) for name, values in columns.items()}
    for name in ("event_name", "session_id", "channel", "device", "touchpoint_hint"):
        table[name] = pa.nulls(len(events), pa.string())
    table["currency"] = pa.array(["EUR"] * len(events), pa.string())
    table["cart_role"] = pa.nulls(len(events), pa.int8())
    return build(pa.table(table), carts, as_of=day(days + 60))


def _kind(name: str) -> pa.DataType:
    if name == "occurred_at":
        return pa.timestamp("us", "UTC")
    return pa.float64() if name in ("value", "score_raw") else pa.string()


class _Walk:
    """One customer on the way."""

    def __init__(self, draw: np.random.Generator, customer: str, trouble: Trouble) -> None:
        self.draw, self.customer, self.trouble = draw, customer, trouble
        self.habit = {stage: draw.dirichlet(np.full(len(points), 0.7)) for stage, points in AT.items()}
        self.restless = draw.beta(1, 4)
        self.patience = draw.gamma(2, 1)
        self.mood = draw.normal(0, 1.5)
        self.events: list[tuple[object, ...]] = []
        self.carts: list[dict[str, object]] = []

    def run(self, at: float) -> None:
        stage, left = int(self.draw.random() < 0.4), 40
        while left:
            left -= 1
            point = str(self.draw.choice(AT[ORDER[stage]], p=self.habit[ORDER[stage]]))
            self.see(at, point)
            if point == "cart":
                self.fill_cart(at)
            if self.draw.random() < 0.12:
                self.answer(at + 0.3)
            if self.draw.random() < 0.12 + self.trouble.drop.get(point, 0):
                return
            stage = self.next_stage(stage, point)
            at += self.draw.exponential(self.patience) * self.trouble.slow.get(point, 1)

    def next_stage(self, stage: int, point: str) -> int:
        if stage and self.draw.random() < self.restless + self.trouble.back.get(point, 0):
            return stage - 1
        return min(stage + int(self.draw.random() < 0.5), len(ORDER) - 1)

    def see(self, at: float, point: str, friction: str | None = None) -> None:
        value = float(self.draw.lognormal(4, 0.5)) if point == "order" else None
        self.events.append((self.customer, day(at), point, value, None, None, friction))

    def answer(self, at: float) -> None:
        last = self.events[-1][2]
        low = self.trouble.score.get(str(last), 0)
        raw = float(np.clip(round(self.draw.normal(7.5 + self.mood, 2) - low), 0, 10))
        self.events.append((self.customer, day(at), "survey", None, "nps", raw, None))

    def fill_cart(self, at: float) -> None:
        met, chance = [], 0.5
        for name in FRICTIONS:
            first, last, harm = self.trouble.friction.get(name, (0, 0, 0))
            inside = first <= at < last
            if self.draw.random() < (0.5 if inside else 0.08):
                met.append(name)
                chance += harm
                self.see(at + 0.01, "cart", name)
        outcome = "abandoned" if self.draw.random() < chance else "converted"
        self.carts.append(
            {
                "cart_id": f"{self.customer}-c{len(self.carts)}",
                "customer_id": self.customer,
                "opened_at": day(at),
                "last_activity_at": day(at + 0.02),
                "closed_at": day(at + 0.02),
                "outcome": outcome,
                "value": float(self.draw.lognormal(4, 0.5)),
                "currency": "EUR",
                "friction": sorted(met),
            }
        )
