"""What the server answers to strangers, and that no answer carries a traceback."""

from __future__ import annotations

import json
import logging
import re
from pathlib import Path
from typing import Any

import pytest
from dash import Dash
from werkzeug.test import Client, TestResponse

from journeymine.present.dashboard import app as application
from journeymine.present.dashboard.app import create_app
from journeymine.present.dashboard.words import board_words
from tests.present.dashboard.editions import Clock, plain, publish_generation
from tests.present.fixtures import about
from tests.present.test_figures import HOSTILE

ROUTES = ("/", "/?lang=ar", "/_dash-layout", "/_dash-dependencies", "/look/style.css", "/healthz", "/no/such")


@pytest.fixture
def client(app: Dash) -> Client:
    return app.server.test_client()


def fill(client: Client, search: str, **headers: str) -> TestResponse:
    """Ask for a page's content as the browser does."""
    body = {
        "output": "..content.children...place.data..",
        "outputs": [{"id": "content", "property": "children"}, {"id": "place", "property": "data"}],
        "inputs": [
            {"id": "here", "property": "search", "value": search},
            {"id": "generation", "property": "data", "value": "1"},
        ],
        "state": [{"id": "language", "property": "data", "value": "en"}],
        "changedPropIds": ["here.search"],
    }
    return client.post("/_dash-update-component", json=body, headers=headers)


@pytest.mark.parametrize("route", ROUTES)
def test_every_answer_has_the_headers(client: Client, route: str) -> None:
    headers = client.get(route).headers
    policy = dict(rule.split(" ", 1) for rule in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in policy["script-src"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_the_policy_lets_just_the_pages_own_inline_scripts_run(app: Dash, client: Client) -> None:
    allowed = client.get("/").headers["Content-Security-Policy"]
    inline = re.findall(
        r"<script(?![^>]*(?:src=|application/json))[^>]*>(.*?)</script>", client.get("/").text, re.S
    )
    assert len(inline) == len(app.csp_hashes()) == 1
    assert f"'self' {app.csp_hashes()[0]};" in allowed


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8050", "127.0.0.1.evil.example", "10.0.0.5:8050", "[::1", ""]
)
@pytest.mark.parametrize("route", ["/", "/healthz", "/_dash-layout", "/assets/frame.js"])
def test_a_foreign_name_is_refused(client: Client, route: str, host: str) -> None:
    answer = client.get(route, headers={"Host": host})
    assert answer.status_code == 400
    assert "dash" not in answer.text.replace("dashboard", "")


@pytest.mark.parametrize("host", ["127.0.0.1:8050", "localhost:9000", "localhost"])
def test_this_machine_is_answered(client: Client, host: str) -> None:
    assert client.get("/healthz", headers={"Host": host}).status_code == 200


def test_other_pages_may_not_ask(client: Client) -> None:
    own = fill(client, "", Host="127.0.0.1:8050", Origin="http://127.0.0.1:8050")
    assert own.status_code == 200
    for origin in ("http://evil.example", "null", "http://127.0.0.1:9999", "https://127.0.0.1:8050"):
        assert fill(client, "", Host="127.0.0.1:8050", Origin=origin).status_code == 403


def test_health_names_generation_and_age(client: Client) -> None:
    assert client.get("/healthz").json == {
        "status": "ok",
        "generation": 1,
        "as_of": "2025-06-30T18:00:00+00:00",
        "published_at": "2025-06-30T19:00:00+00:00",
        "age_seconds": 300,
        "note": None,
    }


def test_the_page_names_its_language_and_direction(client: Client) -> None:
    assert '<html lang="ar" dir="rtl">' in client.get("/?lang=ar").text
    assert '<html lang="en" dir="ltr">' in client.get("/").text
    assert '<html lang="en" dir="ltr">' in client.get("/?lang=%22%3E%3Cscript%3E").text


def test_a_hostile_title_is_text(tmp_path: Path) -> None:
    told = {**plain(about()), "title": HOSTILE}
    hostile = create_app(publish_generation(tmp_path, told=told), Clock())
    page = hostile.server.test_client().get("/").text
    assert "<img" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"not json", b'{"output": "content.children"}'])
def test_malformed_requests_get_one_line(
    client: Client, body: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    answer = client.post("/_dash-update-component", data=body, content_type="application/json")
    assert answer.status_code >= 400
    assert "Traceback" not in answer.text
    assert len(answer.text.splitlines()) == 1
    assert "Traceback" not in caplog.text


def test_too_large_a_request_is_refused(client: Client) -> None:
    answer = client.post("/_dash-update-component", data=b" " * 2_000_000, content_type="application/json")
    assert answer.status_code in (400, 413)


def test_an_error_is_one_sentence_and_no_data(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: Any) -> Any:
        raise ValueError("anna@example.com")

    monkeypatch.setattr(application, "page_view", fail)
    with caplog.at_level(logging.DEBUG):
        answer = fill(client, "?page=carts")
    assert answer.status_code == 200
    shown = json.dumps(answer.json, ensure_ascii=False)
    assert board_words("en").failed in shown
    assert "anna" not in shown + caplog.text
    assert "ValueError" in caplog.text


def test_an_address_that_cannot_be_read_is_said(client: Client) -> None:
    shown = json.dumps(fill(client, "?page=nowhere&since=soon").json, ensure_ascii=False)
    assert "left out: page, since." in shown
    assert "At a glance" in shown


def test_the_environment_cannot_turn_debugging_on(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DASH_DEBUG", "FLASK_DEBUG", "DASH_HOT_RELOAD", "DASH_UI", "DASH_PROPS_CHECK"):
        monkeypatch.setenv(name, "true")
    bold = create_app(shop, Clock())
    assert bold.server.debug is False
    page = bold.server.test_client().get("/").text
    assert '"hot_reload"' not in page
    assert '"ui":false,"props_check":false' in page
