"""Every test has a key and a folder of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from journeymine.config import Settings
from tests.warehouse.mini import KEY, settings_for, some_rows, write_export


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("JOURNEYMINE_KEY", KEY)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A journey file with one export of a hundred rows."""
    write_export(tmp_path, "day-1.csv", some_rows(0, 100))
    return settings_for(tmp_path)
