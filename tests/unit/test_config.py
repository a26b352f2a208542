"""The journey file: what it takes, and that every error names file, line, key and the fix."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from journeymine.config import load
from journeymine.config.load import preset_names, schema
from journeymine.config.values import parse_duration
from journeymine.errors import ConfigError
from journeymine.stages import StageMap
from journeymine.walk import CART_ADD

SOUND = """\
sources:
  web:
    vendor: table
    files: events.csv
    columns: {time: ts, event: name}
    keys: {user: uid}
touchpoints:
  - name: home
    stage: awareness
    when: {event: home}
  - name: cart
    stage: consideration
    when: {event: [cart, "add*"]}
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "journey.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def refused(folder: Path, text: str) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        load(write(folder, text))
    assert caught.value.exit_code == 78
    return caught.value


def test_ten_lines_are_enough(tmp_path: Path) -> None:
    settings = load(write(tmp_path, SOUND))
    assert [stage.name for stage in settings.stages][:3] == ["awareness", "consideration", "purchase"]
    assert settings.sessions.timeout == timedelta(minutes=30)
    assert settings.warehouse_path == tmp_path.resolve() / "warehouse"


@pytest.mark.parametrize(
    ("found", "becomes", "line", "key", "said"),
    [
        ("stage: awareness", "stage: awarenes", 9, "touchpoints[0].stage", "not among the stages: awareness"),
        ("vendor: table", "vendor: tabel", 3, "sources.web.vendor", "'table'"),
        ("keys: {user: uid}", "keys: {usr: uid}", 6, "sources.web.keys.usr", "'user'"),
        ("    files: events.csv", "    flies: events.csv", 4, "sources.web.flies", "did you mean 'files'"),
        ("when: {event: home}", "when: {evnt: home}", 10, "touchpoints[0].when[0]", "unknown field 'evnt'"),
        ("when: {event: home}", "when: {event: {matches: '['}}", 10, None, "no regular expression"),
        ("- name: cart", "- name: home", 8, None, "given twice"),
        ("    files: events.csv\n", "    files: events.csv\n    timezone: Mars\n", 5, None, "Europe/Warsaw"),
    ],
)
def test_errors_name_line_key_and_fix(  # noqa: PLR0917
    tmp_path: Path, found: str, becomes: str, line: int, key: str | None, said: str
) -> None:
    assert found in SOUND
    error = refused(tmp_path, SOUND.replace(found, becomes, 1))
    assert said in str(error)
    assert "journey.yaml" in str(error)
    if key is not None:
        assert (error.line, error.key) == (line, key)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: [", "this is no YAML"),
        ("- 1\n", "found no mapping"),
        ("touchpoints: []\n", "sources"),
        (SOUND + "journeys: {split: 3x}\n", "for instance 30m or 7d"),
        (SOUND.replace("    keys: {user: uid}\n", ""), "needs columns"),
        (SOUND + "nonsense: 1\n", "unknown key"),
    ],
)
def test_files_that_are_none(tmp_path: Path, text: str, said: str) -> None:
    assert said in str(refused(tmp_path, text))


def test_a_missing_file_says_how_to_write_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="journeymine init"):
        load(tmp_path / "none.yaml")


@pytest.mark.parametrize(
    ("text", "seconds"), [("30m", 1800), ("7d", 604800), ("1.5h", 5400), ("2w", 1209600), ("90 s", 90)]
)
def test_durations(text: str, seconds: int) -> None:
    assert parse_duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "30", "m", "3 months", "-1d", 30, None])
def test_no_durations(text: object) -> None:
    with pytest.raises(ValueError, match="expected a number and a unit"):
        parse_duration(text)


def test_yes_and_no_are_texts(tmp_path: Path) -> None:
    """YAML 1.2: an event called NO is not false."""
    settings = load(write(tmp_path, SOUND.replace("{event: home}", "{event: NO}")))
    assert settings.touchpoints[0].when[0].root["event"].any_of == ("NO",)


@pytest.mark.parametrize("preset", ["ga4-ecommerce", "salesforce", "zendesk"])
def test_presets_make_a_map_of_few_lines(tmp_path: Path, preset: str) -> None:
    vendor = {"ga4-ecommerce": "ga4"}.get(preset, preset)
    assert preset in preset_names()
    text = (
        f"sources:\n  one:\n    vendor: {vendor}\n    files: x.csv\n    preset: {preset}\n    timezone: UTC\n"
    )
    settings = load(write(tmp_path, text))
    assert settings.touchpoints
    assert all("source" in rule.root for point in settings.touchpoints for rule in point.when)


def test_own_entries_come_before_those_of_the_preset(tmp_path: Path) -> None:
    text = (
        "sources:\n  web:\n    vendor: ga4\n    files: x.json\n    preset: ga4-ecommerce\n"
        "touchpoints:\n  - {name: mine, stage: awareness, when: {event: page_view}}\n"
    )
    names = [point.name for point in load(write(tmp_path, text)).touchpoints]
    assert names[0] == "mine"
    assert len(names) > 5


def test_an_unknown_preset_names_those_there_are(tmp_path: Path) -> None:
    text = "sources:\n  web:\n    vendor: ga4\n    files: x\n    preset: ga5\n"
    assert "ga4-ecommerce" in str(refused(tmp_path, text))


def test_the_schema_is_for_editors() -> None:
    assert {"sources", "touchpoints", "carts"} <= set(schema()["properties"])


def test_two_presets_that_share_names_keep_the_rules_of_both(tmp_path: Path) -> None:
    path = tmp_path / "journey.yaml"
    path.write_text(
        "sources:\n"
        "  web: {vendor: ga4, files: a.jsonl, preset: ga4-ecommerce}\n"
        "  app: {vendor: segment, files: {events: b.jsonl}, preset: segment-ecommerce}\n",
        encoding="utf-8",
    )
    settings = load(path)
    places = StageMap(settings)
    for source, event in (("web", "add_to_cart"), ("app", "Product Added")):
        found = places.place({"source": source, "event": event})
        assert (found.touchpoint, found.cart_role) == ("cart", CART_ADD), source
    names = [touchpoint.name for touchpoint in settings.touchpoints]
    assert len(names) == len(set(names))
