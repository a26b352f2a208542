"""What names of events and pages say, and the rules that come of it."""

from __future__ import annotations

import pytest
from ruamel.yaml import YAML

from journeymine.config import Stage
from journeymine.config.journey import DEFAULT_STAGES
from journeymine.suggest.rules import Known, Touchpoint, rule_line, suggest_rule
from journeymine.suggest.words import is_no_act, is_page_view, looks_like_data, place_of, tokens_of

NOTHING = Known()


@pytest.mark.parametrize(
    ("names", "touchpoint", "stage"),
    [
        (["add_to_cart", "Product Added", "addToBasket", "product_added_to_cart"], "cart", "consideration"),
        (
            ["purchase", "Order Completed", "checkout_completed", "order_paid", "line_bought"],
            "order",
            "purchase",
        ),
        (["begin_checkout", "Checkout Started", "checkout_started"], "checkout", "consideration"),
        (["add_payment_info", "Payment Info Entered", "payment_error"], "payment", "consideration"),
        (["view_item", "Product Viewed", "product_viewed"], "product_page", "consideration"),
        (["view_item_list", "Product List Viewed", "collection_viewed"], "product_list", "awareness"),
        (["search", "Products Searched", "search_submitted"], "search", "awareness"),
        (["sign_up", "Signed Up", "Account Created"], "account_opening", "onboarding"),
        (["login", "Signed In", "loggedIn"], "account", "retention"),
        (["refund", "Order Refunded"], "refund", "support"),
        (["Order Cancelled", "order_canceled"], "cancellation", "support"),
        (["ticket_created", "Case Created"], "ticket", "support"),
        (["Product Added to Wishlist", "add_to_wishlist"], "wishlist", "consideration"),
        (["Product Reviewed", "review_submitted"], "review", "advocacy"),
        (["Deal Won"], "signed_offer", "purchase"),
    ],
)
def test_names_of_the_common_specifications(names: list[str], touchpoint: str, stage: str) -> None:
    for name in names:
        found = suggest_rule(name, None, NOTHING)
        assert (found.touchpoint, found.stage, found.is_new) == (touchpoint, stage, True), name


@pytest.mark.parametrize(
    "name", ["page_view", "$pageview", "Page Viewed", "screen_view", "view", "[Amplitude] Page Viewed"]
)
def test_views_of_pages(name: str) -> None:
    assert is_page_view(name)
    assert place_of(tokens_of(name)) is None


@pytest.mark.parametrize(
    "name", ["session_start", "user_engagement", "$autocapture", "$pageleave", "nps_answer"]
)
def test_what_is_no_act_gets_no_rule(name: str) -> None:
    found = suggest_rule(name, None, NOTHING)
    assert is_no_act(name)
    assert not found.is_rule
    assert not found.is_new


@pytest.mark.parametrize("name", ["product_view", "view_cart", "page_visited_twice", "review"])
def test_other_names_are_no_views_of_pages(name: str) -> None:
    assert not is_page_view(name)


@pytest.mark.parametrize(
    ("page", "touchpoint"),
    [
        ("/", "home"),
        ("/blog", "reading"),
        ("/products", "product_page"),
        ("/cart", "cart"),
        ("/faq", "help_pages"),
        ("/orders", "account"),
        ("/order-confirmation", "order"),
        ("/collections", "product_list"),
    ],
)
def test_pages_by_the_first_part_of_their_path(page: str, touchpoint: str) -> None:
    found = suggest_rule("page_view", page, NOTHING)
    assert found.touchpoint == touchpoint
    assert found.conditions["page"] == ("/" if page == "/" else [page, f"{page}/*"])


def test_what_nobody_can_place_is_a_comment_to_complete() -> None:
    found = suggest_rule("frobnicate_now", None, NOTHING)
    assert found.rule == "# - {name: frobnicate_now, stage: STAGE, when: {event: frobnicate_now}}"
    assert not found.is_rule


@pytest.mark.parametrize(
    ("event", "declared"),
    [
        ("add_to_basket", "cart"),
        ("add_to_cart", "basket"),
        ("store_locator_opened", "store locator"),
        ("frob", "frob"),
    ],
)
def test_a_touchpoint_of_the_file_is_preferred(event: str, declared: str) -> None:
    known = Known((Touchpoint("search", "awareness"), Touchpoint(declared, "retention")))
    found = suggest_rule(event, None, known)
    assert (found.touchpoint, found.stage, found.is_new) == (declared, "retention", False)
    assert found.rule == f"add {{event: {event}}} to the rules of touchpoint {declared!r}"


def test_beside_a_touchpoint_of_a_preset_a_new_one_of_its_stage() -> None:
    """An entry of the same name would replace the preset's, and its rules with it."""
    known = Known(
        (Touchpoint("cart", "retention", is_own=False), Touchpoint("mini_cart", "awareness", is_own=False))
    )
    found = suggest_rule("Mini Cart", None, known)
    assert (found.touchpoint, found.stage, found.is_new) == ("mini_cart_2", "awareness", True)


def test_stages_of_the_file() -> None:
    stages = (
        Stage(name="see", half="buyer"),
        Stage(name="weigh", half="buyer"),
        Stage(name="pay", half="buyer", conversion=True),
        Stage(name="own", half="owner"),
    )
    known = Known((), stages)
    placed = {
        name: suggest_rule(name, None, known).stage for name in ("search", "add_to_cart", "purchase", "login")
    }
    assert placed == {"search": "see", "add_to_cart": "weigh", "purchase": "pay", "login": "own"}


def test_stages_are_those_of_the_product() -> None:
    names = {stage.name for stage in DEFAULT_STAGES}
    for event in ("search", "cart", "purchase", "sign_up", "login", "ticket_created", "referral"):
        entry = place_of(tokens_of(event))
        assert entry is not None
        assert entry.stage in names


@pytest.mark.parametrize(
    "event", ["a: b", "yes", "12", "#x", "it's", 'say "hi"', "[x] *?", "zażółć", "- {a: 1}", "null"]
)
def test_a_line_is_yaml_whatever_the_name(event: str) -> None:
    line = rule_line("t", "s", [{"event": event}, {"event": event, "page": ["/a", "/a/*"]}])
    read = YAML(typ="safe").load(line)
    assert read == [
        {"name": "t", "stage": "s", "when": [{"event": event}, {"event": event, "page": ["/a", "/a/*"]}]}
    ]


@pytest.mark.parametrize(
    "text", ["jan@example.com", "1234567", "5e0b2f4c-1a2b-7000-8000-000000000000", "+48 600 700 800"]
)
def test_values_are_no_names(text: str) -> None:
    assert looks_like_data(text)


@pytest.mark.parametrize(
    "text", ["add_to_cart", "Order Completed", "v2_signup", "opportunity_stage: Closed Won"]
)
def test_names_are_no_values(text: str) -> None:
    assert not looks_like_data(text)
