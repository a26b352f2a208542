"""The sample's exports read with nothing but the standard library, good rows only, each once.

The product has no part in this: what the tests measure here is what is in the files.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "data" / "sample"
SUMMER = datetime(2026, 3, 29, 1, tzinfo=UTC)
LATEST = datetime(2026, 12, 31, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Hit:
    """One good event of the web export."""

    at: datetime
    order: tuple[int, int]
    name: str
    cookie: str
    user: str
    session: str
    device: str
    browser: str
    page: str
    campaign: str
    params: dict[str, Any]
    items: tuple[tuple[str, str, float, int], ...]
    revenue: float
    is_guest: bool

    @property
    def day(self) -> date:
        return warsaw(self.at)


def warsaw(at: datetime) -> date:
    """Return the date of the wall clock in Warsaw."""
    return (at + timedelta(hours=2 if at >= SUMMER else 1)).date()


@cache
def raw_lines(path: Path) -> tuple[str, ...]:
    """Return the lines of a packed day file."""
    return tuple(gzip.decompress(path.read_bytes()).decode().splitlines())


@cache
def hits() -> tuple[Hit, ...]:
    """Return the good events of all day files, in order of time."""
    seen: dict[str, Hit | None] = {}
    for path in sorted((SAMPLE / "ga4").iterdir()):
        for line in raw_lines(path):
            if line not in seen:
                seen[line] = read_hit(line)
    found = [hit for hit in seen.values() if hit is not None]
    return tuple(sorted(found, key=lambda hit: (hit.at, hit.order, hit.cookie)))


@cache
def read_hit(line: str) -> Hit | None:
    """Return the event of a line; None where it can't be one."""
    try:
        event = json.loads(line)
        at = datetime.fromtimestamp(int(event["event_timestamp"]) / 1e6, UTC)
    except (ValueError, KeyError):
        return None
    user = "" if event.get("user_id") in (None, "guest") else event["user_id"]
    cookie = event.get("user_pseudo_id") or ""
    if at > LATEST or not (user or cookie):
        return None
    params = {entry["key"]: next(iter(entry["value"].values())) for entry in event["event_params"]}
    return Hit(
        at=at,
        order=(int(event["batch_ordering_id"]), int(event["batch_event_index"])),
        name=event["event_name"],
        cookie=cookie,
        user=user,
        session=f"{cookie or user}:{params['ga_session_id']}",
        device=event["device"]["category"],
        browser=event["device"]["web_info"]["browser"],
        page=params["page_location"].removeprefix("https://shop.example").partition("?")[0],
        campaign=event["session_traffic_source_last_click"]["manual_campaign"]["campaign_name"],
        params=params,
        items=tuple(
            (item["item_id"], item["item_category"], item["price"], int(item["quantity"]))
            for item in event.get("items", ())
        ),
        revenue=event.get("ecommerce", {}).get("purchase_revenue", 0.0),
        is_guest=event.get("user_id") == "guest",
    )


@cache
def people_hits() -> tuple[Hit, ...]:
    """Return the events without those of the robots."""
    return tuple(hit for hit in hits() if hit.browser not in ("HeadlessChrome", "python-requests"))


@cache
def sessions() -> tuple[tuple[Hit, ...], ...]:
    """Return the sessions of people, by the site's own session id, in order of time."""
    found: dict[str, list[Hit]] = defaultdict(list)
    for hit in people_hits():
        found[hit.session].append(hit)
    return tuple(tuple(session) for session in found.values())


@cache
def users_of_cookie() -> dict[str, frozenset[str]]:
    """Return the accounts that were seen with each cookie."""
    found: dict[str, set[str]] = defaultdict(set)
    for hit in hits():
        if hit.user and hit.cookie:
            found[hit.cookie].add(hit.user)
    return {cookie: frozenset(users) for cookie, users in found.items()}


def person_of(hit: Hit) -> str:
    """Return whose event this is: the account, or the only one of the cookie, or the cookie itself."""
    users = users_of_cookie().get(hit.cookie, frozenset())
    return hit.user or (next(iter(users)) if len(users) == 1 else hit.cookie)


@cache
def lives() -> dict[str, tuple[Hit, ...]]:
    """Return each person's events in order of time."""
    found: dict[str, list[Hit]] = defaultdict(list)
    for hit in people_hits():
        found[person_of(hit)].append(hit)
    return {person: tuple(own) for person, own in found.items()}


@cache
def table(path: str) -> tuple[dict[str, str], ...]:
    """Return the good rows of a CSV export, each once; a row with a wrong number of cells is no row."""
    content = (SAMPLE / path).read_bytes()
    text = (gzip.decompress(content) if path.endswith(".gz") else content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    good = dict.fromkeys(tuple(row) for row in rows[1:] if len(row) == len(rows[0]))
    return tuple(dict(zip(rows[0], row, strict=True)) for row in good)


def instant(text: str) -> datetime | None:
    """Return the instant of an ISO text, None where it is none."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.year in (2025, 2026) else None
