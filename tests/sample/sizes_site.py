"""How large the truths about the site are in the exports: one function a truth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from statistics import mean, median

from tests.sample.counting import Days, Sizes, count, has, is_in, pairs, rate, share, split, z_of
from tests.sample.exports import (
    Hit,
    lives,
    people_hits,
    person_of,
    sessions,
)

PRODUCT_PAGES = ("view_item_list", "view_item", "select_item")
DAY = timedelta(days=1)


def payment_failure(days: Days) -> Sizes:
    infos = [hit for hit in people_hits() if hit.name == "add_payment_info"]
    errors = [hit for hit in people_hits() if hit.name == "payment_error"]
    orders = [session for session in sessions() if has(session, "add_payment_info")]
    in_infos, out_infos = split(infos, days)
    in_errors, out_errors = split(errors, days)
    in_orders = [session for session in orders if is_in(session[0].day, days)]
    out_orders = [session for session in orders if not is_in(session[0].day, days)]
    inside, outside = (len(in_errors), len(in_infos)), (len(out_errors), len(out_infos))
    return {
        "errors per payment attempt, inside": rate(inside),
        "errors per payment attempt, outside": rate(outside),
        "sessions that pay of those that enter payment, inside": share(in_orders, "purchase"),
        "sessions that pay of those that enter payment, outside": share(out_orders, "purchase"),
        "z": z_of(inside, outside),
    }


def mobile_coupon(days: Days) -> Sizes:
    def counts(device: str, *, is_inside: bool) -> tuple[int, int]:
        own = [hit for hit in people_hits() if hit.device == device and is_in(hit.day, days) is is_inside]
        return count(own, "coupon_refused"), count(own, "begin_checkout")

    inside, outside = counts("mobile", is_inside=True), counts("mobile", is_inside=False)
    return {
        "refusals per begun checkout, mobile, inside": rate(inside),
        "refusals per begun checkout, mobile, outside": rate(outside),
        "refusals per begun checkout, desktop, inside": rate(counts("desktop", is_inside=True)),
        "z": z_of(inside, outside),
    }


def out_of_stock(days: Days) -> Sizes:
    wanted = [hit for hit in people_hits() if hit.name in ("out_of_stock", "add_to_cart")]
    easter = [hit for hit in wanted if hit.items[0][1] == "easter"]
    in_hits, out_hits = split(easter, days)
    inside = (count(in_hits, "out_of_stock"), len(in_hits))
    outside = (count(out_hits, "out_of_stock"), len(out_hits))
    others = [hit for hit in wanted if hit.items[0][1] != "easter"]
    return {
        "refused of wanted Easter items, inside": rate(inside),
        "refused of wanted Easter items, outside": rate(outside),
        "refused of other wanted items": rate((count(others, "out_of_stock"), len(others))),
        "z": z_of(inside, outside),
    }


def guide_loop(days: Days) -> Sizes:
    readings = [session for session in sessions() if session[0].page.startswith("/guides/")]
    inside = [session for session in readings if is_in(session[0].day, days)]
    outside = [session for session in readings if not is_in(session[0].day, days)]
    new, old = _looped(inside), _looped(outside)
    return {
        "readings that go to help and back, before": rate(old),
        "readings that go to help and back, from then on": rate(new),
        "z": z_of(new, old),
    }


def delivery_step(days: Days) -> Sizes:
    def counts(device: str, *, is_inside: bool) -> tuple[int, int]:
        shown = 0
        back = 0
        for session in sessions():
            if session[0].device == device and is_in(session[0].day, days) is is_inside:
                after = [right.name for left, right in pairs(session) if left.name == "add_shipping_info"]
                shown += count(session, "add_shipping_info")
                back += sum(name in PRODUCT_PAGES for name in after)
        return back, shown

    inside, outside = counts("desktop", is_inside=True), counts("desktop", is_inside=False)
    return {
        "back to products after delivery, desktop, inside": rate(inside),
        "back to products after delivery, desktop, outside": rate(outside),
        "back to products after delivery, mobile, inside": rate(counts("mobile", is_inside=True)),
        "z": z_of(inside, outside),
    }


def empty_search(_: Days) -> Sizes:
    last = Counter[bool]()
    all_ = Counter[bool]()
    for session in sessions():
        for index, hit in enumerate(session):
            if hit.name == "view_search_results":
                is_empty = str(hit.params["results"]) == "0"
                all_[is_empty] += 1
                last[is_empty] += index == len(session) - 1
    return {
        "searches that find nothing": all_[True] / all_.total(),
        "session ends there, nothing found": last[True] / all_[True],
        "session ends there, something found": last[False] / all_[False],
        "z": z_of((last[True], all_[True]), (last[False], all_[False])),
    }


def seasons(days: Days) -> Sizes:
    per_day = Counter(session[0].day for session in sessions())
    easter = [per_day[day] for day in per_day if is_in(day, (date(2026, 3, 20), date(2026, 4, 4)))]
    sale = [per_day[day] for day in per_day if is_in(day, (date(2026, 5, 1), date(2026, 5, 10)))]
    other = [per_day[day] for day in per_day if date(2026, 2, 1) <= day <= days[1]]
    return {
        "median sessions a day": median(other),
        "sessions a day before Easter": mean(easter),
        "sessions a day in the May sale": mean(sale),
    }


def reels_campaign(_: Days) -> Sizes:
    came = {person_of(hit) for hit in people_hits() if hit.campaign == "spring-reels"}
    bought = {person for person, life in lives().items() if has(life, "purchase")}
    others = set(lives()) - came
    from_reels, rest = (len(came & bought), len(came)), (len(others & bought), len(others))
    return {
        "people of the campaign": len(came),
        "of these, buyers": rate(from_reels),
        "of the others, buyers": rate(rest),
        "z": z_of(from_reels, rest),
    }


def random_dip(days: Days) -> Sizes:
    def counts(span: Days) -> tuple[int, int]:
        own = [session for session in sessions() if is_in(session[0].day, span) and has(session, "view_item")]
        return sum(has(session, "add_to_cart") for session in own), len(own)

    inside = counts(days)
    before = counts((days[0] - 14 * DAY, days[0] - DAY))
    after = counts((days[1] + DAY, days[1] + 14 * DAY))
    around = (before[0] + after[0], before[1] + after[1])
    return {
        "carts per session with an item, that week": rate(inside),
        "carts per session with an item, two weeks around": rate(around),
        "z": z_of(inside, around),
    }


def equal_guides(_: Days) -> Sizes:
    def counts(page: str) -> tuple[int, int]:
        own = [session for session in sessions() if any(hit.page == page for hit in session)]
        return sum(_later(session, page) for session in own), len(own)

    desk, lighting = counts("/magazine/desk-guide"), counts("/magazine/lighting-guide")
    return {
        "sessions with the desk guide": desk[1],
        "sessions with the lighting guide": lighting[1],
        "an item seen after the desk guide": rate(desk),
        "an item seen after the lighting guide": rate(lighting),
        "z": z_of(desk, lighting),
    }


def _looped(readings: Sequence[Sequence[Hit]]) -> tuple[int, int]:
    names = [[hit.name for hit in session] for session in readings]
    loops = sum(
        any(
            run == ("onboarding_guide_view", "help_page_view", "onboarding_guide_view")
            for run in zip(own, own[1:], own[2:], strict=False)
        )
        for own in names
    )
    return loops, len(names)


def _later(session: Sequence[Hit], page: str) -> bool:
    first = next(index for index, hit in enumerate(session) if hit.page == page)
    return has(session[first:], "view_item")
