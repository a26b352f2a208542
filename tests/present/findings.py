"""Findings of the made-up shop, written by hand: what hurts, what to do, what changed, what customers say."""

from __future__ import annotations

from datetime import UTC, datetime

Row = tuple[object, ...]
_FROM, _TO = datetime(2025, 1, 10, tzinfo=UTC), datetime(2025, 6, 29, tzinfo=UTC)


def pain_rows() -> list[Row]:
    """Two drops, a way back, a slow place, a low score, a friction."""
    found = (
        (
            "drop",
            "shipping_costs",
            "consideration",
            "Logistics",
            (0.46, 0.19),
            (0.2, 0.34),
            212,
            (-0.42, 31.0),
        ),
        ("drop", "social_post", "awareness", "Marketing", (0.48, 0.31), (0.09, 0.25), 171, (None, None)),
        ("back", "checkout", "purchase", "Web shop", (0.24, 0.15), (0.03, 0.15), 260, (0.12, 18.0)),
        ("slow", "ticket", "support", "Service", (41.0, 9.5), (22.0, 43.0), 96, (-0.61, 27.0)),
        ("score", "ticket", "support", "Service", (-0.61, 0.2), (-1.02, -0.6), 96, (-0.61, 27.0)),
        ("friction", "payment_error", "purchase", "Payments", (0.86, 0.38), (0.37, 0.58), 58, (None, None)),
    )
    rows: list[Row] = []
    for kind, place, stage, owner, (rate, base), ends, people, voice in found:
        voiced = voice[0] is not None and voice[0] < 0
        figures = (rate, base, rate - base, *ends, 0.004, people, people)
        rows.append((f"{kind}:{place}", kind, place, stage, owner, *figures, *voice, voiced, _FROM, _TO))
    return rows


def action_rows() -> list[Row]:
    """One action for each pain point that has a price, and one that has none."""
    found = (
        (
            "drop:shipping_costs",
            "shipping_costs",
            "consideration",
            "Logistics",
            38.0,
            (4120.0, 2950.0, 5300.0),
            "low",
        ),
        (
            "friction:payment_error",
            "payment_error",
            "purchase",
            "Payments",
            12.0,
            (2300.0, 1700.0, 2950.0),
            "medium",
        ),
        ("slow:ticket", "ticket", "support", "Service", 17.0, (1480.0, 320.0, 2610.0), "medium"),
        ("back:checkout", "checkout", "purchase", "Web shop", 46.0, (910.0, -80.0, 1900.0), "high"),
        ("drop:social_post", "social_post", "awareness", "Marketing", 30.0, (None, None, None), "low"),
    )
    fixes = ("remove_obstacle", "repair", "shorten", "clarify", "remove_obstacle")
    return [
        (name, name, place, stage, owner, fix, customers, *value, "EUR", effort, value[0], rank)
        for rank, ((name, place, stage, owner, customers, value, effort), fix) in enumerate(
            zip(found, fixes, strict=True), start=1
        )
    ]


def cart_friction_rows() -> list[Row]:
    """One clear friction, one weak, one that recovers, one met by too few."""
    return [
        ("payment_error", 58, 50, 400, 152, 2.27, 1.95, 2.64),
        ("shipping_shown", 120, 62, 338, 140, 1.25, 1.0, 1.55),
        ("coupon_refused", 44, 12, 414, 190, 0.59, 0.36, 0.97),
        ("out_of_stock", 6, 5, 452, 197, 1.9, 1.3, 2.8),
    ]


def cycle_rows() -> list[Row]:
    """Loops at both levels."""
    return [
        ("stage", "awareness > consideration > awareness", 2, 141, 190_000.0, -0.09, -0.16, -0.02, -0.1),
        ("stage", "consideration > purchase > consideration", 2, 208, 98_000.0, 0.06, 0.01, 0.11, 0.0),
        ("stage", "retention > support > retention", 2, 61, 310_000.0, -0.02, -0.11, 0.07, -0.3),
        ("stage", "consideration > purchase > onboarding > consideration", 3, 7, 0.0, 0.1, -0.2, 0.4, None),
        (
            "touchpoint",
            "product_page > comparison > product_page",
            2,
            260,
            61_000.0,
            -0.05,
            -0.09,
            -0.01,
            0.1,
        ),
    ]


def experience_rows() -> list[Row]:
    """NPS and CSAT, one place with too few answers."""
    nps = (
        ("all", "all", 412, 18.0),
        ("stage", "purchase", 120, 31.0),
        ("stage", "onboarding", 84, 22.0),
        ("stage", "support", 96, -24.0),
        ("touchpoint", "ticket", 41, -46.0),
        ("touchpoint", "payment", 60, 24.0),
        ("touchpoint", "chat", 38, 12.0),
        ("touchpoint", "setup_guide", 22, 35.0),
        ("touchpoint", "loyalty", 6, 50.0),
    )
    rows: list[Row] = []
    for scope, name, count, value in nps:
        reach = 160 / count**0.5
        shown = (value, max(value - reach, -100), min(value + reach, 100)) if count >= 10 else (None,) * 3
        rows.append((scope, name, "nps", count, 7.1, 6.8, 7.4, *shown))
    for scope, name, count, mean in (
        ("all", "all", 230, 3.9),
        ("touchpoint", "chat", 80, 4.2),
        ("touchpoint", "ticket", 75, 3.1),
    ):
        rows.append((scope, name, "csat", count, mean, mean - 0.2, mean + 0.2, None, None, None))
    return rows


def change_rows() -> list[Row]:
    """One change for the worse, one for the better, two that may be chance, a count and a score."""
    days = tuple(datetime(2025, month, 1, tzinfo=UTC) for month in (5, 6, 7))
    found = (
        ("stage", "purchase", "dropoff_rate", 0.11, 0.19, (0.03, 0.13), 0.008, True),
        ("cart", "all", "abandonment_rate", 0.58, 0.51, (-0.12, -0.02), 0.03, True),
        ("all", "all", "conversion_rate", 0.41, 0.39, (-0.07, 0.03), 0.5, False),
        ("stage", "consideration", "back_rate", 0.21, 0.22, (-0.03, 0.05), 0.7, False),
        ("all", "all", "journeys", 160.0, 148.0, (None, None), None, False),
        ("touchpoint", "ticket", "score", -0.4, -0.61, (-0.5, 0.08), 0.2, False),
    )
    return [
        (scope, name, figure, before, after, after - before, *ends, q, told, 150, 140, *days)
        for scope, name, figure, before, after, ends, q, told in found
    ]
