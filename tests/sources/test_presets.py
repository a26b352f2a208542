"""The presets: each loads by ten lines, knows the default stages, and maps what its vendor's models name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from journeymine.config import Rule, Settings, load
from journeymine.config.load import preset_names
from tests.sources.reading import FIXTURES, read_file, source_of

JOURNEY = """
sources:
  here: {{vendor: {vendor}, files: {files}, preset: {preset}}}
touchpoints:
  - {{name: mine, stage: advocacy, when: {{event: mine}}}}
"""
VENDOR = {
    "snowplow-ecommerce": "snowplow",
    "adobe": "adobe",
    "ga4-ecommerce": "ga4",
    "posthog": "posthog",
    "salesforce": "salesforce",
    "segment-ecommerce": "segment",
    "zendesk": "zendesk",
    "survey": "survey",
    "shopify": "shopify",
    "conversations": "survey",
    "hubspot": "hubspot",
    "amplitude": "amplitude",
    "mixpanel": "mixpanel",
    "matomo": "matomo",
}
GA4_EVENTS = {
    "add_payment_info": "payment",
    "add_shipping_info": "delivery",
    "add_to_cart": "cart",
    "account_view": "account",
    "begin_checkout": "checkout",
    "compare_items": "comparison",
    "coupon_refused": "checkout",
    "form_error": "checkout",
    "help_page_view": "help_pages",
    "login": "account",
    "newsletter_signup": "newsletter_signup",
    "onboarding_guide_view": "guide",
    "out_of_stock": "product_page",
    "page_view": None,
    "payment_error": "payment",
    "purchase": "order",
    "refer_friend": "referral",
    "remove_from_cart": "cart",
    "reorder": "reorder",
    "review_submitted": "review",
    "select_item": "product_page",
    "session_start": None,
    "sign_up": "account_opening",
    "view_cart": "cart",
    "view_item": "product_page",
    "view_item_list": "product_list",
    "view_search_results": "search",
}


def with_preset(tmp_path: Path, preset: str) -> Settings:
    vendor = VENDOR[preset]
    tables = {"salesforce": "{lead: x}", "zendesk": "{ticket: x}", "hubspot": "{ticket: x}"}
    files = tables.get(vendor, "x")
    path = tmp_path / "journey.yaml"
    path.write_text(JOURNEY.format(vendor=vendor, files=files, preset=preset))
    return load(path)


def fits(rule: Rule, event: dict[str, str]) -> bool:
    """Whether a rule holds, said once more in plain words: all its conditions do."""
    for name, condition in rule.root.items():
        value = event.get(name)
        if condition.absent:
            if value is not None:
                return False
        else:
            pattern = condition.pattern()
            if value is None or pattern is None or not pattern.match(value):
                return False
    return True


def first(settings: Settings, kind: str, **event: str) -> str | None:
    named = {"source": "here", **event}
    parts = getattr(settings, kind)
    return next((part.name for part in parts if any(fits(rule, named) for rule in part.when)), None)


def test_there_is_a_preset_for_each_vendor() -> None:
    assert set(preset_names()) == set(VENDOR)


@pytest.mark.parametrize("preset", VENDOR)
def test_presets_fit_the_default_stages(tmp_path: Path, preset: str) -> None:
    settings = with_preset(tmp_path, preset)
    assert settings.touchpoints[0].name == "mine"
    parts = [
        *settings.touchpoints[1:],
        *settings.channels,
        *settings.friction,
        *(settings.carts.checkout if settings.carts else ()),
    ]
    assert parts
    assert all(set(part.label) == {"en", "pl", "ar"} for part in parts)
    assert all(re.search("[\u0600-\u06ff]", part.label["ar"]) for part in parts)
    assert all("source" in rule.root for part in parts for rule in part.when)
    assert all(touchpoint.owner and touchpoint.purpose for touchpoint in settings.touchpoints[1:])


def test_web_events(tmp_path: Path) -> None:
    settings = with_preset(tmp_path, "ga4-ecommerce")
    assert {name: first(settings, "touchpoints", event=name) for name in GA4_EVENTS} == GA4_EVENTS
    stages = {touchpoint.name: touchpoint.stage for touchpoint in settings.touchpoints}
    assert {name for name, stage in stages.items() if stage == "purchase"} == {"order"}
    assert first(settings, "touchpoints", event="page_view", page="/") == "home"
    assert first(settings, "touchpoints", event="session_start", medium="cpc") == "advert"
    assert first(settings, "touchpoints", event="session_start", medium="email") == "email_visit"
    frictions = [first(settings, "friction", event=name) for name in GA4_EVENTS]
    assert {name for name in frictions if name} == {
        "payment_error",
        "coupon_refused",
        "out_of_stock",
        "form_error",
        "help_sought",
    }
    empty = {"event": "view_search_results", "properties.results": "0"}
    assert first(settings, "friction", **empty) == "empty_search"


@pytest.mark.parametrize(
    ("traffic", "channel"),
    [
        ({"channel": "google", "medium": "organic"}, "organic search"),
        ({"channel": "google", "medium": "cpc"}, "paid search"),
        ({"channel": "news", "medium": "email"}, "email"),
        ({"channel": "facebook", "medium": "social"}, "social"),
        ({"channel": "facebook", "medium": "paid_social"}, "paid social"),
        ({"channel": "blog.example", "medium": "referral"}, "referral"),
        ({"channel": "(direct)", "medium": "(none)"}, "direct"),
        ({"channel": "(direct)"}, "direct"),
        ({}, None),
    ],
)
def test_web_channels(tmp_path: Path, traffic: dict[str, str], channel: str | None) -> None:
    settings = with_preset(tmp_path, "ga4-ecommerce")
    assert first(settings, "channels", event="page_view", **traffic) == channel


def test_carts(tmp_path: Path) -> None:
    carts = with_preset(tmp_path, "ga4-ecommerce").carts
    assert carts is not None
    assert [step.name for step in carts.checkout] == ["details", "delivery", "payment"]
    assert all(fits(rule, {"source": "here", "event": "add_to_cart"}) for rule in carts.add)


@pytest.mark.parametrize(
    ("event", "touchpoint"),
    [
        ("campaign_member_sent", "campaign"),
        ("lead_created", "inquiry"),
        ("lead_converted", None),
        ("contact_created", None),
        ("task_call", "sales_call"),
        ("event_meeting", "sales_meeting"),
        ("task_email", "sales_email"),
        ("task", None),
        ("opportunity_created", "opportunity"),
        ("opportunity_stage: Prospecting", "opportunity"),
        ("opportunity_stage: Qualification", "opportunity"),
        ("opportunity_stage: Proposal/Price Quote", "offer"),
        ("opportunity_stage: Negotiation/Review", "offer"),
        ("opportunity_stage: Closed Won", "signed_offer"),
        ("opportunity_stage: Closed Lost", None),
    ],
)
def test_sales_events(tmp_path: Path, event: str, touchpoint: str | None) -> None:
    assert first(with_preset(tmp_path, "salesforce"), "touchpoints", event=event) == touchpoint


def test_support_events(tmp_path: Path) -> None:
    settings = with_preset(tmp_path, "zendesk")
    events = [
        "ticket_created",
        "ticket_comment",
        "ticket_reopened",
        "ticket_solved",
        "ticket_pending",
        "ticket_created_by_agent",
        "chat_message",
    ]
    assert [first(settings, "touchpoints", event=event) for event in events] == [
        "ticket",
        "ticket_conversation",
        "ticket_reopening",
        "ticket_solution",
        None,
        None,
        "chat",
    ]
    assert {first(settings, "channels", event=event) for event in events} == {"support"}


def test_what_the_models_name_has_a_channel(tmp_path: Path) -> None:
    files = {
        "salesforce": ("task", "task"),
        "zendesk": ("ticket_field_history",) * 2,
        "survey": ("nps", "answers"),
    }
    for vendor, (stem, entity) in files.items():
        settings = with_preset(tmp_path, vendor)
        found = read_file(source_of(vendor, timezone="UTC"), FIXTURES / vendor / f"{stem}.csv", entity)
        assert all(first(settings, "channels", event=name) for name in found.column("event_name"))
