"""Google Analytics: the BigQuery export as JSON lines, one gzip file a day, INT64 written as text.

The day in a file's name is the property's (Warsaw). Rows lie by device, then by time.
"""

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from random import Random
from zlib import crc32

from data.generator.accounts import FileAccount
from data.generator.clock import DAY_COUNT, SECOND, day_of, local_day
from data.generator.dice import between, chance, pick, seeded
from data.generator.packing import write_bytes
from data.generator.session import Act, Detail, Line, Traffic

SOURCE = "ga4"
LATE_SHARE = 0.01
DUPLICATE_SHARE = 0.01
GUEST = "guest"
FAULTS: tuple[tuple[str, int], ...] = (("unparsable", 14), ("no_time", 11), ("bad_time", 8), ("future", 5))

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class GaRow:
    """One line of the export: its text, the day it belongs to, and the day of the file that it comes in."""

    text: str
    order: tuple[int, int, int, int]
    day: int
    file_day: int
    is_copy: bool = False
    reason: str = ""


def write_ga4(folder: Path, acts: list[Act]) -> list[FileAccount]:
    """Write the day files below `folder` and return the account of each."""
    rng = seeded("ga4", "traps")
    rows = [_row(rng, act) for act in acts]
    rows += _copies(rng, rows)
    rows += _faulty(rng, rows)
    by_day: list[list[GaRow]] = [[] for _ in range(DAY_COUNT)]
    for row in rows:
        by_day[row.file_day].append(row)
    return [_write_day(folder, day, by_day[day]) for day in range(DAY_COUNT)]


def _row(rng: Random, act: Act) -> GaRow:
    day = local_day(act.at)
    is_late = chance(rng, LATE_SHARE) and day + 3 < DAY_COUNT
    cookie = act.device.cookie_at(act.at)
    return GaRow(
        text=_text(ga4_event(act)),
        order=(crc32((cookie or "").encode()), act.at, act.batch.ordering_id, act.batch.index),
        day=day,
        file_day=day + (between(rng, 1, 3) if is_late else 0),
        reason="" if cookie or act.user_id else "no_identity",
    )


def _text(event: Json) -> str:
    return json.dumps(event, ensure_ascii=False, separators=(",", ":"))


def _copies(rng: Random, rows: list[GaRow]) -> list[GaRow]:
    """Return exact copies of some good rows, most in the same file, others a day or two later."""
    copies: list[GaRow] = []
    for row in rows:
        if not row.reason and chance(rng, DUPLICATE_SHARE):
            delay = 0 if chance(rng, 0.65) else between(rng, 1, 2)
            file_day = min(DAY_COUNT - 1, row.file_day + delay)
            copies.append(GaRow(row.text, row.order, row.day, file_day, is_copy=True))
    return copies


def _faulty(rng: Random, rows: list[GaRow]) -> list[GaRow]:
    good = [row for row in rows if not row.reason]
    faulty: list[GaRow] = []
    for reason, count in FAULTS:
        for _ in range(count):
            row = pick(rng, good)
            faulty.append(
                GaRow(_break(rng, row.text, reason), row.order, row.day, row.file_day, reason=reason)
            )
    return faulty


def _break(rng: Random, text: str, reason: str) -> str:
    if reason == "unparsable":
        return text[: between(rng, 40, 160)]
    event: Json = json.loads(text)
    if reason == "no_time":
        del event["event_timestamp"]
    else:
        event["event_timestamp"] = "2026-02-30T25:61" if reason == "bad_time" else "4089830400000000"
    return _text(event)


def _write_day(folder: Path, day: int, rows: list[GaRow]) -> FileAccount:
    rows = sorted(rows, key=lambda row: (row.file_day != row.day, row.order, row.is_copy, row.reason))
    path = f"ga4/events_{day_of(day):%Y%m%d}.json.gz"
    write_bytes(folder / path, "".join(f"{row.text}\n" for row in rows).encode("utf-8"))
    rejected = Counter(row.reason for row in rows if row.reason)
    return FileAccount(
        path=path,
        source=SOURCE,
        rows=len(rows),
        duplicates=sum(row.is_copy for row in rows),
        rejected=rejected,
        late=sum(row.file_day != row.day and not row.is_copy and not row.reason for row in rows),
    )


def ga4_event(act: Act) -> Json:
    """Return one act in the layout of the export; fields without a value are left out."""
    event: Json = {
        "event_date": f"{day_of(local_day(act.at)):%Y%m%d}",
        "event_timestamp": str(act.at),
        "event_name": act.name,
        "event_params": _params(act),
    }
    user_id = _user_id(act)
    if user_id:
        event["user_id"] = user_id
    cookie = act.device.cookie_at(act.at)
    if cookie:
        event["user_pseudo_id"] = cookie
        event["user_first_touch_timestamp"] = f"{cookie.partition('.')[2]}000000"
    event["privacy_info"] = {"analytics_storage": "Yes" if cookie else "No"}
    event |= _circumstances(act)
    if act.sale is not None:
        event["ecommerce"] = _ecommerce(act)
    if act.lines:
        event["items"] = [_item(line) for line in act.lines]
    return event | {
        "stream_id": "2600000001",
        "platform": "WEB",
        "batch_event_index": str(act.batch.index),
        "batch_page_id": str(act.batch.page_id),
        "batch_ordering_id": str(act.batch.ordering_id),
    }


def _user_id(act: Act) -> str:
    """Return the account; the site writes "guest" for some of those who buy without one."""
    is_guest = (
        act.page.startswith("/checkout") and act.person.number % 9 == 0 and act.device.cookie is not None
    )
    return act.user_id or (GUEST if is_guest else "")


def _circumstances(act: Act) -> Json:
    device, place, traffic = act.device, act.person.place, act.traffic
    found: Json = {
        "device": {
            "category": device.category,
            "operating_system": device.system,
            "language": f"{place.language}",
            "web_info": {"browser": device.browser, "hostname": "shop.example"},
        },
        "geo": {"country": place.country, "city": place.city},
    }
    if act.is_landing and traffic.medium != "(none)":
        found["collected_traffic_source"] = _collected(traffic)
    found["session_traffic_source_last_click"] = {
        "manual_campaign": {
            "campaign_name": traffic.campaign or "(not set)",
            "source": traffic.source,
            "medium": traffic.medium,
        }
    }
    return found


def _collected(traffic: Traffic) -> Json:
    named: Json = {"manual_campaign_name": traffic.campaign} if traffic.campaign else {}
    return named | {"manual_source": traffic.source, "manual_medium": traffic.medium}


def _params(act: Act) -> list[Json]:
    location = f"https://shop.example{act.page}"
    if act.is_landing and act.traffic.campaign:
        traffic = act.traffic
        location += (
            f"?utm_source={traffic.source}&utm_medium={traffic.medium}&utm_campaign={traffic.campaign}"
        )
    details: list[Detail] = [
        ("ga_session_id", act.session_at // SECOND),
        ("ga_session_number", act.session_number),
        ("page_location", location),
    ]
    if act.name == "page_view":
        details.append(("session_engaged", "1" if act.device.browser == "Safari" else 1))
    return [_param(key, value) for key, value in (*details, *act.details)]


def _param(key: str, value: str | int | float) -> Json:
    if isinstance(value, str):
        return {"key": key, "value": {"string_value": value}}
    if isinstance(value, int):
        return {"key": key, "value": {"int_value": str(value)}}
    return {"key": key, "value": {"double_value": value}}


def _ecommerce(act: Act) -> Json:
    sale = act.sale
    if sale is None:
        return {}
    return {
        "total_item_quantity": str(sum(line.quantity for line in act.lines)),
        "purchase_revenue": sale.revenue,
        "shipping_value": sale.shipping,
        "unique_items": str(len(act.lines)),
        "transaction_id": sale.order_id,
    }


def _item(line: Line) -> Json:
    item = line.item
    return {
        "item_id": item.item_id,
        "item_name": item.name,
        "item_category": item.category,
        "price": item.price,
        "quantity": str(line.quantity),
    }
