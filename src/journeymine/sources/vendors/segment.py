"""Segment and RudderStack: calls as JSON lines, which both write alike, and the warehouse tables of calls.

Times are UTC. What a call carries lies in the objects `context`, `properties` and `traits`, which the staging
model takes apart.
"""

from __future__ import annotations

from collections.abc import Mapping

from journeymine.config import Source
from journeymine.sources.layouts import Column, Layout, column, required
from journeymine.sources.nested import kept_names

_UNKEPT_NAMES = """
anonymousip group groupid integrations metadata originaltimestamp projectid receivedat requestip rudderid
search sentat sourceid title version writekey id uuid uuidts contextdestinationid contextdestinationtype
contextdevicetoken contextdeviceadvertisingid contextdeviceid contextdevicename contextip contextuseragent
contexttimezone contextlocale contextsourceid contextsourcetype contextrequestip contextpassedip
contextpagereferrer contextpageinitialreferrer contextpageurl contextpagesearch contextpagetaburl
"""
_UNKEPT_MEMBERS = "path search title value total currency quantity order_id product_id coupon_id coupon_name"
_UNKEPT = frozenset(_UNKEPT_NAMES.split())


def _calls(vendor: str) -> Layout:
    return Layout(
        vendor,
        "events",
        (
            required("type", "track, page, screen, identify, group or alias; vendor documentation"),
            column("messageId", "the call's own id; vendor documentation"),
            required(
                "timestamp",
                "when it happened, the client's clock put right; vendor documentation",
                "originalTimestamp",
            ),
            column("anonymousId", "cookie or device; vendor documentation"),
            column("userId", "the account, as the shop names it; vendor documentation"),
            column("previousId", "the id that an alias call joins to userId; vendor documentation"),
            column("event", "name of a tracked event; vendor documentation"),
            column("name", "name of a page or screen; vendor documentation"),
            column("category", "category of a page or screen; vendor documentation"),
            column("channel", "where the call comes from: web, mobile, server; vendor documentation"),
            column("context", "object of page, campaign, device and library; vendor documentation"),
            column("properties", "object of what the event carries; vendor documentation"),
            column("traits", "object of what is told of the user; vendor documentation"),
            column("request_ip", "address of the sender, where RudderStack adds it; vendor documentation"),
        ),
        unkept=_UNKEPT,
        model="segment__events",
    )


_KEYS = (
    required("id", "the call's own id; vendor documentation", "message_id"),
    required("timestamp", "when it happened, UTC; vendor documentation", "original_timestamp"),
    column("anonymous_id", "cookie or device; vendor documentation"),
    column("user_id", "the account, as the shop names it; vendor documentation"),
)
_ACT = (
    column("context_page_url", "the page's URL; vendor documentation", "url"),
    column("context_page_path", "its path; vendor documentation", "path"),
    column("context_page_referrer", "the page before; vendor documentation", "referrer"),
    column("context_campaign_source", "utm_source; vendor documentation"),
    column("context_campaign_medium", "utm_medium; vendor documentation"),
    column("context_campaign_name", "utm_campaign; vendor documentation"),
    column("context_device_type", "for instance ios; vendor documentation"),
    column("context_session_id", "RudderStack's session; vendor documentation"),
    column("context_user_agent", "as the browser said it; vendor documentation"),
    column("context_ip", "address; vendor documentation"),
    column("context_traits_email", "e-mail address; vendor documentation"),
    column("channel", "web, mobile, server; vendor documentation"),
)
_TRACK = (
    required("event", "name of the event, snake case; vendor documentation"),
    column("event_text", "name of the event as it was sent; vendor documentation"),
    column("products", "JSON text of a list; vendor documentation"),
    column("product_id", "one product; vendor documentation"),
    column("sku", "one product; vendor documentation"),
    column("price", "of one product; vendor documentation"),
    column("quantity", "of one product; vendor documentation"),
    column("total", "with discount, tax and delivery; vendor documentation"),
    column("revenue", "without tax and delivery; vendor documentation"),
    column("value", "money at stake; vendor documentation"),
    column("currency", "ISO code; vendor documentation"),
    column("order_id", "the order; vendor documentation"),
    column("coupon", "code; vendor documentation", "coupon_id"),
)
_PAGE = (
    column("name", "name of the page or screen; vendor documentation"),
    column("category", "its category; vendor documentation"),
)
_IDENTIFY = (
    column("previous_id", "the id that an alias joins to user_id; vendor documentation"),
    column("email", "e-mail address; vendor documentation", "context_traits_email"),
    column("phone", "phone number; vendor documentation", "context_traits_phone"),
)


def _table(vendor: str, entity: str, columns: tuple[Column, ...], model: str = "") -> Layout:
    """A table of a warehouse; `screens` has the columns of `pages`, `aliases` those of `identifies`."""
    name = f"segment__{model or entity}"
    return Layout(vendor, entity, (*_KEYS, *columns), ignores_case=True, unkept=_UNKEPT, model=name)


LAYOUTS = tuple(
    layout
    for vendor in ("segment", "rudderstack")
    for layout in (
        _calls(vendor),
        _table(vendor, "tracks", (*_TRACK, *_ACT)),
        _table(vendor, "pages", (*_PAGE, *_ACT)),
        _table(vendor, "identifies", _IDENTIFY),
        _table(vendor, "aliases", _IDENTIFY, "identifies"),
    )
)


def parameters(source: Source) -> Mapping[str, object]:
    """Which members of an event's properties are kept."""
    return {"kept": kept_names(source), "unkept": _UNKEPT_MEMBERS.split()}
