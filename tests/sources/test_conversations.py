"""Conversations as a table: what the page says is run, and its events land where the preset has them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from journeymine.config import Settings, load
from journeymine.stages import StageMap
from tests.sources.reading import FIXTURES, Reading, assert_accounted, keys_of, read_file

PAGE = (Path(__file__).parents[2] / "docs" / "sources" / "conversations.md").read_text(encoding="utf-8")
FOLDER = FIXTURES / "conversations"


def settings_of(folder: Path) -> Settings:
    """The journey file of the page."""
    found = re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert found
    path = folder / "journey.yaml"
    path.write_text(found[1])
    return load(path)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return settings_of(tmp_path_factory.mktemp("chat"))


@pytest.fixture(scope="module")
def acts(settings: Settings) -> Reading:
    found = read_file(settings.sources["chat"], FOLDER / "conversation_acts.jsonl")
    assert_accounted(found)
    return found


def test_acts(acts: Reading) -> None:
    assert acts.reasons == {14: "bad_json"}
    assert [(r["line_number"], r["event_id"], r["event_name"]) for r in acts.rows] == [
        (1, "100:opened", "conversation_opened"),
        (2, "100:1", "conversation_other"),
        (3, "100:2", "conversation_replied"),
        (4, "100:4", "conversation_message"),
        (5, "100:5", "conversation_closed"),
        (6, "100:6", "conversation_reopened"),
        (7, "100:7", "conversation_closed"),
        (8, "100:rated", "conversation_rated"),
        (9, "101:opened", "conversation_opened"),
        (10, "101:8", "conversation_other"),
        (11, "102:opened", "conversation_sent"),
        (12, "100:opened", "conversation_opened"),
        (13, "100:99", "conversation_other"),
    ]
    assert acts.rows[2]["occurred_at"] == acts.rows[3]["occurred_at"]
    assert acts.rows[12]["occurred_at"] is None


def test_an_act(acts: Reading) -> None:
    first, rated = acts.rows[0], acts.rows[7]
    assert first["occurred_at"] == datetime(2026, 3, 1, 9, tzinfo=UTC)
    assert (first["page"], first["body"], first["session_key"]) == (
        "/pomoc",
        "Gdzie jest moje krzesło?",
        "100",
    )
    assert (rated["score"], rated["score_kind"], rated["body"]) == (4.0, "csat", "w porządku")
    assert acts.rows[8]["body"] == "أين طلبي؟"


def test_the_customer_is_no_agent(acts: Reading) -> None:
    reply = acts.rows[2]
    assert sorted(keys_of(reply)) == [("crm", "c-a"), ("email", "Ola@shop.example"), ("user", "C-1")]
    assert all("agent@" not in str(row["identifiers"]) for row in acts.rows)


def test_preset(settings: Settings, acts: Reading) -> None:
    stage_map = StageMap(settings)

    def place(event: str, channel: str = "conversation") -> tuple[str | None, str | None, str | None]:
        found = stage_map.place({"source": "chat", "event": event, "channel": channel})
        return found.touchpoint, found.channel, found.friction

    assert {event: place(event) for event in sorted(set(acts.column("event_name")))} == {
        "conversation_closed": ("conversation_end", "chat", None),
        "conversation_message": ("conversation_message", "chat", None),
        "conversation_opened": ("conversation", "chat", "conversation"),
        "conversation_other": (None, "chat", None),
        "conversation_rated": (None, "chat", None),
        "conversation_reopened": ("conversation_reopening", "chat", "conversation_reopened"),
        "conversation_replied": ("conversation_message", "chat", None),
        "conversation_sent": (None, "chat", None),
    }
    assert place("conversation_opened", "email")[1] == "email"


@pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not installed")
def test_the_pages_program() -> None:
    program = re.search(r"jq -c '(.*?)' conversations\.jsonl", PAGE, re.DOTALL)
    assert program
    command = ["jq", "-c", program[1], str(FOLDER / "conversations.jsonl")]
    made = subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout.splitlines()
    kept = (FOLDER / "conversation_acts.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in made] == [json.loads(line) for line in kept[: len(made)]]
    assert len(made) == 11
