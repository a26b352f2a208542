"""What readers call nodes: parts of opened ones, what stands beside the nodes of every level."""

from __future__ import annotations

import pytest

from journeymine.present.numbers import FIRST_STRONG, POP
from tests.present.drawings import scene_of
from tests.present.fixtures import about, published_tables


def test_parts_of_opened_nodes_have_labels_and_places() -> None:
    scene = scene_of(published_tables("en"), about("en"))
    opened = scene.opening({"purchase": "touchpoint", "support": "event", "purchase / cart": "event"})
    assert opened.label("stage", "purchase / cart") == "Purchase / Cart"
    assert opened.label("stage", "purchase / cart / add") == "Purchase / Cart / add"
    assert opened.label("stage", "support / cart") == "Support / cart"
    assert opened.label("stage", "awareness / cart") == "awareness / cart"
    assert scene.label("stage", "purchase / cart") == "purchase / cart"
    assert opened.stage_index("stage", "purchase / cart") == scene.stage_index("stage", "purchase")
    assert opened.direction("stage", "consideration", "purchase / cart") == "forward"


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", ["Without a name", "Nothing more", "Other"]),
        ("pl", ["Bez nazwy", "Nic więcej", "Inne"]),
        ("ar", ["بلا اسم", "لا شيء بعد ذلك", "أخرى"]),
    ],
)
def test_what_stands_beside_the_nodes_is_said_in_words(language: str, shown: list[str]) -> None:
    scene = scene_of(published_tables(language), about(language))
    assert [scene.label("touchpoint", name) for name in ("(none)", "(nothing)", "(other)")] == shown


def test_arabic_parts_keep_to_themselves() -> None:
    scene = scene_of(published_tables("ar"), about("ar")).opening({"purchase": "event"})
    assert scene.label("stage", "purchase / order") == f"{FIRST_STRONG}الشراء{POP} / {FIRST_STRONG}order{POP}"
