"""The made-up logs hold what they promise, so that agreement on them means something."""

from __future__ import annotations

from collections import Counter
from functools import cache
from itertools import pairwise

from tests.property.strategies import (
    SESSIONIZED,
    STAGE_MAP,
    WHOLE_RULES,
    big_walk,
    decode_log,
    made_batch,
    made_funnel,
    made_log,
)
from tests.reference.events import DAY, HOUR, MINUTE, Event
from tests.reference.funnel import UnitResult, run_funnel
from tests.reference.identity import group_keys
from tests.reference.keys import IdentityRules
from tests.reference.whole import Whole, build
from tests.spec.answers_funnel import funnel_of, funnel_units

SEEDS = range(150)


@cache
def runs() -> list[tuple[list[Event], Whole]]:
    """Many logs with what the reference makes of each."""
    return [(log, build(log, WHOLE_RULES)) for log in map(made_log, SEEDS)]


def test_a_seed_always_gives_the_same_log() -> None:
    assert made_log(7) == made_log(7)
    assert made_log(7) != made_log(8)
    assert decode_log(bytes(8)) == decode_log(bytes(8))
    assert {len(made_log(seed)) for seed in SEEDS} >= {1, 200}


def test_logs_are_shuffled() -> None:
    log = made_log(next(seed for seed in SEEDS if len(made_log(seed)) == 200))
    assert log != sorted(log, key=lambda event: event.order)


def test_logs_of_different_seeds_share_no_customer() -> None:
    apart = [customer for _, whole in runs() for customer in whole.by_customer]
    together = build([event for log, _ in runs() for event in log], WHOLE_RULES)
    assert sorted(apart) == sorted(together.by_customer)


def test_every_event_has_a_customer() -> None:
    assert all(len(whole.customers) == len(log) for log, whole in runs())


def test_no_event_lies_in_the_future() -> None:
    latest = max(event.occurred_at for event in decode_log(b"\xff" * 804))
    assert latest < 1_735_689_600_000_000


def test_all_kinds_of_customers_come_up() -> None:
    kinds = Counter(customer.kind for _, whole in runs() for customer in set(whole.customers.values()))
    assert min(kinds["person"], kinds["device"], kinds["kiosk"]) >= 40
    alone = [own for _, whole in runs() for own in whole.by_customer.values() if len(own) == 1]
    assert len(alone) >= 100


def test_shared_keys_shared_devices_and_late_logins_come_up() -> None:
    shared, late, guests = 0, 0, 0
    for log, whole in runs():
        shared += len(group_keys(log, IdentityRules()).shared)
        for event in log:
            customer = whole.customers[event.ident]
            is_bare = all(key[0] == "anonymous" for key in event.keys)
            late += is_bare and customer.kind == "person"
            guests += any(key[1] in ("guest", "NULL") for key in event.keys) and customer.kind == "device"
    assert shared >= 8
    assert min(late, guests) >= 20


def test_ties_and_exact_gaps_come_up() -> None:
    gaps: Counter[int] = Counter()
    for _, whole in runs():
        for own in whole.by_customer.values():
            timed = [event for event in own if event.source in SESSIONIZED]
            gaps.update(later.occurred_at - event.occurred_at for event, later in pairwise(timed))
    wanted = (0, 1, 30 * MINUTE - 1, 30 * MINUTE, 30 * MINUTE + 1, DAY, 24 * HOUR + 1, 30 * DAY, 30 * DAY + 1)
    assert all(gaps[gap] >= 10 for gap in wanted)


def test_a_name_and_a_stage_are_often_repeated() -> None:
    repeats = 0
    for _, whole in runs():
        for journey in whole.journeys:
            repeats += sum(one.stage == other.stage for one, other in pairwise(journey.events))
    assert repeats >= 500


def test_all_outcomes_come_up() -> None:
    journeys = Counter(journey.outcome for _, whole in runs() for journey in whole.journeys)
    assert min(journeys["converted"], journeys["open"], journeys["dropped"]) >= 50
    carts = Counter(cart.outcome for _, whole in runs() for cart in whole.carts)
    assert all(carts[one] >= 10 for one in ("converted", "abandoned", "recovered", "emptied", "open"))


def test_a_big_walk_is_one_customer_of_two_hundred_steps() -> None:
    whole = build(big_walk(3), WHOLE_RULES)
    assert [len(journey.path()) for journey in whole.journeys] == [200]
    assert set(whole.journeys[0].path()) == set(STAGE_MAP.stages)


def test_a_batch_holds_each_event_once() -> None:
    batch = made_batch(range(20))
    assert len({event.ident for event in batch}) == len(batch) > 1_000


def test_all_ends_of_funnels_come_up() -> None:
    ends: Counter[str] = Counter()
    depths: Counter[int] = Counter()
    for seed, (log, _) in enumerate(runs()):
        for question in map(made_funnel, range(seed * 5, seed * 5 + 5)):
            results = run_funnel(funnel_units(log, question), funnel_of(question))
            ends.update(_endings(results))
            depths.update(result.depth for result in results)
    wanted = ("removed", "converted", "timed_out", "excluded", "interrupted", "ran_out")
    assert all(ends[one] >= 10 for one in wanted)
    assert all(depths[depth] >= 10 for depth in (0, 1, 2, 3))


def _endings(results: list[UnitResult]) -> list[str]:
    removed = ["removed" for result in results if result.is_removed]
    return removed + [attempt.ending for result in results for attempt in result.attempts]
