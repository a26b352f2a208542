"""How many traps for a reader are in the exports: one function a trap."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime
from statistics import mean

from tests.sample.counting import Days, Sizes, split
from tests.sample.exports import (
    hits,
    people_hits,
    table,
    users_of_cookie,
)


def kiosk(days: Days) -> Sizes:
    crowded = [cookie for cookie, users in users_of_cookie().items() if len(users) > 5]
    own = [hit for hit in people_hits() if hit.cookie in crowded]
    return {
        "cookies with more than five accounts": len(crowded),
        "accounts on the kiosk": len(users_of_cookie()[crowded[0]]),
        "sessions on the kiosk": len({hit.session for hit in own}),
        "events on the kiosk outside the period": len(split(own, days)[1]),
    }


def family_tablets(_: Days) -> Sizes:
    shared = [cookie for cookie, users in users_of_cookie().items() if len(users) == 2]
    return {"cookies with two accounts": len(shared)}


def late_login(_: Days) -> Sizes:
    first: dict[str, datetime] = {}
    for hit in people_hits():
        if hit.user and hit.cookie:
            first.setdefault(hit.cookie, hit.at)
    single = {cookie for cookie, users in users_of_cookie().items() if len(users) == 1}
    joined = [hit for hit in people_hits() if hit.cookie in single and not hit.user]
    before = [hit for hit in joined if hit.at < first[hit.cookie]]
    several = defaultdict[str, set[str]](set)
    for cookie in single:
        several[next(iter(users_of_cookie()[cookie]))].add(cookie)
    return {
        "cookies with one account": len(single),
        "of these, seen before their first login": len({hit.cookie for hit in before}),
        "events without account before that login": len(before),
        "accounts with several cookies": sum(len(cookies) > 1 for cookies in several.values()),
    }


def shared_mailbox(_: Days) -> Sizes:
    mails = Counter(row["Email"] for row in table("salesforce/Lead.csv") if row["IsDeleted"] == "false")
    return {"leads with one address": max(mails.values())}


def robots(_: Days) -> Sizes:
    own = Counter(hit.browser for hit in hits() if hit.browser in ("HeadlessChrome", "python-requests"))
    return {"robots": len(own), "events of robots": own.total()}


def small_cell(_: Days) -> Sizes:
    scores = [int(row["score"]) for row in table("survey/nps_csat.csv") if row["touchpoint"] == "showroom"]
    return {"answers": len(scores), "mean score": mean(scores)}


def odd_values(_: Days) -> Sizes:
    tasks = table("salesforce/Task.csv.gz")
    answers = table("survey/nps_csat.csv")
    return {
        "web events with the user_id guest": sum(hit.is_guest for hit in people_hits()),
        "tasks that name their person by 15 characters": sum(len(row["WhoId"]) == 15 for row in tasks),
        "comments of several lines": sum("\n" in row["comment"] for row in answers),
        "comments with Arabic digits": sum(
            any("\u0660" <= char <= "\u0669" for char in row["comment"]) for row in answers
        ),
        "addresses in capitals or with a blank": sum(
            row["email"] != row["email"].strip().lower() for row in answers
        ),
        "answers without an address": sum(not row["email"] for row in answers),
        "answers in the hour that did not exist": sum(
            row["submitted_at"].startswith("2026-03-29 02") for row in answers
        ),
    }
