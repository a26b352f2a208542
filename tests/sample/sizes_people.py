"""How large the truths about people, carts, tickets and deals are: one function a truth."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from statistics import mean, median

from tests.sample.counting import Days, Sizes, count, rate, share, z_of
from tests.sample.exports import (
    Hit,
    hits,
    instant,
    lives,
    sessions,
    table,
)

DAY = timedelta(days=1)


def slow_support(_: Days) -> Sizes:
    slow_hours, other_hours = _hours_to_solve()
    slow_csat, other_csat = _csat_after_ticket()
    slow_back, other_back = _came_back()
    return {
        "median hours to solve, slow team": median(slow_hours),
        "median hours to solve, others": median(other_hours),
        "mean CSAT, slow team": mean(slow_csat),
        "mean CSAT, others": mean(other_csat),
        "came back to the site, slow team": rate(slow_back),
        "came back to the site, others": rate(other_back),
        "z": z_of(slow_back, other_back),
    }


def two_speeds(_: Days) -> Sizes:
    comparers, others = _by_compared(3)
    waits = [wait for wait in map(_wait, comparers) if wait is not None]
    quick = [wait for wait in map(_wait, others) if wait is not None]
    return {
        "people who compare three times or more": len(comparers),
        "median days from first item to first order, comparers": median(waits),
        "median days from first item to first order, others": median(quick),
        "buyers who buy within a day, comparers": mean(wait < 1 for wait in waits),
        "buyers who buy within a day, others": mean(wait < 1 for wait in quick),
    }


def back_and_forth(_: Days) -> Sizes:
    comparers, others = _by_compared(3)
    return {
        "median returns consideration-awareness-consideration, comparers": median(map(_returns, comparers)),
        "median returns consideration-awareness-consideration, others": median(map(_returns, others)),
        "mean returns, comparers": mean(map(_returns, comparers)),
        "mean returns, others": mean(map(_returns, others)),
    }


def cart_recovery(days: Days) -> Sizes:
    carts = [cart for life in lives().values() for cart in _carts(life)]
    left = [cart for cart in carts if cart[1] in ("abandoned", "recovered")]
    before = [outcome for at, outcome in left if at.date() < days[0]]
    after = [outcome for at, outcome in left if at.date() >= days[0]]
    mailed = [session for session in sessions() if session[0].campaign == "cart-recovery"]
    old, new = (before.count("recovered"), len(before)), (after.count("recovered"), len(after))
    return {
        "recovered of abandoned carts, before": rate(old),
        "recovered of abandoned carts, from then on": rate(new),
        "sessions of the campaign": len(mailed),
        "sessions of the campaign with an order": share(mailed, "purchase"),
        "z": z_of(new, old),
    }


def rep_team(_: Days) -> Sizes:
    team = {row["Id"]: row["Department"] for row in table("salesforce/User.csv")}
    calls = Counter(
        row["WhatId"]
        for row in table("salesforce/Task.csv.gz")
        if row["TaskSubtype"] == "Call" and row["WhatId"]
    )
    found: dict[tuple[bool, bool], list[bool]] = defaultdict(list)
    for row in table("salesforce/Opportunity.csv"):
        if row["IsClosed"] == "true":
            key = (team[row["OwnerId"]] == "Sales North", calls[row["Id"]] >= 2)
            found[key].append(row["IsWon"] == "true")
    called, uncalled = found[True, True], found[True, False]
    others = found[False, True]
    return {
        "won, North, two calls or more": mean(called),
        "won, North, fewer calls": mean(uncalled),
        "won, other teams, two calls or more": mean(others),
        "won, other teams, fewer calls": mean(found[False, False]),
        "z": z_of((sum(called), len(called)), (sum(others), len(others))),
    }


def _tickets() -> list[dict[str, str]]:
    return [row for row in table("zendesk/tickets.csv") if instant(row["created_at"])]


def _slow_group() -> str:
    return next(row["id"] for row in table("zendesk/groups.csv") if row["name"] == "Delivery and assembly")


def _solved() -> dict[str, datetime]:
    found: dict[str, datetime] = {}
    for row in table("zendesk/ticket_field_history.csv.gz"):
        at = instant(row["updated"])
        if row["field_name"] == "status" and row["value"] == "solved" and at:
            found[row["ticket_id"]] = max(at, found.get(row["ticket_id"], at))
    return found


def _hours_to_solve() -> tuple[list[float], list[float]]:
    hours: dict[bool, list[float]] = defaultdict(list)
    solved = _solved()
    for row in _tickets():
        opened = instant(row["created_at"])
        if row["id"] in solved and opened:
            hours[row["group_id"] == _slow_group()].append((solved[row["id"]] - opened) / timedelta(hours=1))
    return hours[True], hours[False]


def _csat_after_ticket() -> tuple[list[int], list[int]]:
    """Return the scores of those who wrote to one kind of team only."""
    users = {row["id"]: row for row in table("zendesk/users.csv")}
    teams: dict[str, set[bool]] = defaultdict(set)
    for row in _tickets():
        user = users[row["requester_id"]]
        for key in (user["email"], user["external_id"]):
            teams[key].add(row["group_id"] == _slow_group())
    scores: dict[bool, list[int]] = defaultdict(list)
    for row in table("survey/nps_csat.csv"):
        own = teams.get(row["customer_number"]) or teams.get(row["email"].strip().lower(), set[bool]())
        if row["survey"] == "csat" and len(own) == 1:
            scores[next(iter(own))].append(int(row["score"]))
    return scores[True], scores[False]


def _came_back() -> tuple[tuple[int, int], tuple[int, int]]:
    """Return how many whose first ticket is old enough were seen a week after it or later."""
    users = {row["id"]: row["external_id"] for row in table("zendesk/users.csv")}
    first: dict[str, tuple[datetime, bool]] = {}
    for row in _tickets():
        opened = instant(row["created_at"])
        account = users[row["requester_id"]]
        if opened and account and opened.date() <= date(2026, 5, 15):
            ticket = (opened, row["group_id"] == _slow_group())
            first[account] = min(first.get(account, ticket), ticket)
    found: dict[bool, list[bool]] = defaultdict(list)
    for account, (opened, is_slow) in first.items():
        found[is_slow].append(any(hit.at > opened + 7 * DAY for hit in lives().get(account, ())))
    return (sum(found[True]), len(found[True])), (sum(found[False]), len(found[False]))


def _by_compared(least: int) -> tuple[list[tuple[Hit, ...]], list[tuple[Hit, ...]]]:
    comparers = [life for life in lives().values() if count(life, "compare_items") >= least]
    others = [life for life in lives().values() if count(life, "compare_items") < least]
    return comparers, others


def _wait(life: Sequence[Hit]) -> float | None:
    """Return the days from the first item seen to the first order."""
    seen = next((hit.at for hit in life if hit.name == "view_item"), None)
    bought = next((hit.at for hit in life if hit.name == "purchase"), None)
    return (bought - seen) / DAY if seen and bought and bought > seen else None


def _returns(life: Sequence[Hit]) -> int:
    """Count how often someone left the items for lists and home and came to items again."""
    stays: list[str] = []
    for hit in life:
        stay = _stay(hit)
        if stay and (not stays or stays[-1] != stay):
            stays.append(stay)
    return sum(
        triple == ("consideration", "awareness", "consideration")
        for triple in zip(stays, stays[1:], stays[2:], strict=False)
    )


def _stay(hit: Hit) -> str:
    if hit.name == "view_item_list" or (hit.name == "page_view" and hit.page.startswith(("/magazine", "/?"))):
        return "awareness"
    if hit.name == "page_view" and hit.page == "/":
        return "awareness"
    return "consideration" if hit.name in ("view_item", "compare_items", "view_search_results") else ""


def _carts(life: Sequence[Hit]) -> list[tuple[datetime, str]]:
    """Return the carts of a person: when the last thing was done with each, and what became of it."""
    steps = ("add_to_cart", "remove_from_cart", "begin_checkout", "add_shipping_info", "add_payment_info")
    end = hits()[-1].at
    carts: list[tuple[datetime, str]] = []
    last: datetime | None = None
    for hit in life:
        if last and hit.at - last > DAY:
            carts.append((last, "abandoned"))
            last = None
        if hit.name == "purchase" and last:
            carts.append((last, "converted"))
            last = None
        elif hit.name == "purchase" and carts and carts[-1][1] == "abandoned":
            carts[-1] = (carts[-1][0], "recovered" if hit.at - carts[-1][0] <= 30 * DAY else "abandoned")
        elif hit.name == "add_to_cart" or (last and hit.name in steps):
            last = hit.at
    if last:
        carts.append((last, "abandoned" if end - last > DAY else "open"))
    return carts
