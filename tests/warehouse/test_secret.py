"""The secret of the pseudonyms: where it comes from, that it is made once, and that a warehouse knows it
again.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from journeymine.config import Settings
from journeymine.errors import ConfigError
from journeymine.warehouse import Warehouse
from tests.warehouse import mini
from tests.warehouse.mini import KEY, settings_for, some_rows, write_export

OTHER_KEY = "a5" * 32


@pytest.fixture
def key_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's own key file, with nothing in the environment."""
    monkeypatch.delenv("JOURNEYMINE_KEY")
    return tmp_path / "config" / "journeymine" / "pseudonym.key"


def pseudonyms(settings: Settings) -> set[str]:
    with Warehouse.open(settings, clock=lambda: mini.NOON) as warehouse:
        warehouse.begin_run()
        mini.load(warehouse, settings)
        found = warehouse.engine.query("select identifier_key from keysets")["identifier_key"].to_pylist()
    return set(found)


def test_a_key_is_made_once_and_outside(settings: Settings, key_path: Path, tmp_path: Path) -> None:
    first = pseudonyms(settings)
    text = key_path.read_text(encoding="ascii")
    assert len(bytes.fromhex(text.strip())) == 32
    assert key_path.stat().st_mode & 0o777 == 0o600
    assert key_path.parent.stat().st_mode & 0o777 == 0o700
    assert [path.name for path in key_path.parent.iterdir()] == ["pseudonym.key"]
    write_export(tmp_path / "other", "day-1.csv", some_rows(0, 100))
    assert pseudonyms(settings_for(tmp_path / "other")) == first
    assert key_path.read_text(encoding="ascii") == text
    for path in settings.warehouse_path.rglob("*"):
        assert not path.is_file() or text.strip().encode() not in path.read_bytes()


def test_the_home_folder_where_no_configuration_folder_is_set(
    settings: Settings, key_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("XDG_CONFIG_HOME")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    pseudonyms(settings)
    assert (tmp_path / "home" / ".config" / "journeymine" / "pseudonym.key").exists()
    assert not key_path.exists()


def test_the_environment_comes_before_the_users_file(settings: Settings, tmp_path: Path) -> None:
    pseudonyms(settings)
    assert not (tmp_path / "config").exists()


@pytest.mark.usefixtures("settings")
def test_the_journey_files_own_key_comes_first(tmp_path: Path) -> None:
    own = settings_for(tmp_path, privacy={"key_file": "keys/here.key"})
    pseudonyms(own)
    assert (tmp_path / "keys" / "here.key").read_text(encoding="ascii").strip() != KEY


@pytest.mark.parametrize("text", ["", "secret", "ab" * 31, "ab" * 32 + "c", "zz" * 32])
def test_what_is_no_key(settings: Settings, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("JOURNEYMINE_KEY", text)
    with pytest.raises(ConfigError, match="expected 64 hexadecimal digits") as refused:
        pseudonyms(settings)
    assert text == "" or text not in str(refused.value)


def test_a_key_inside_the_warehouse_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="inside the warehouse"):
        pseudonyms(settings_for(tmp_path, privacy={"key_file": "warehouse/my.key"}))


def test_another_key_is_refused(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    before = pseudonyms(settings)
    monkeypatch.setenv("JOURNEYMINE_KEY", OTHER_KEY)
    with pytest.raises(ConfigError, match="made with another key") as refused:
        pseudonyms(settings)
    assert refused.value.exit_code == 78
    assert OTHER_KEY not in str(refused.value)
    monkeypatch.setenv("JOURNEYMINE_KEY", KEY)
    assert pseudonyms(settings) == before


def test_a_lost_key_is_not_made_anew(settings: Settings, key_path: Path) -> None:
    before = pseudonyms(settings)
    text = key_path.read_text(encoding="ascii")
    key_path.unlink()
    with pytest.raises(ConfigError, match="is missing"):
        pseudonyms(settings)
    assert not key_path.exists()
    key_path.write_text(text, encoding="ascii")
    assert pseudonyms(settings) == before
