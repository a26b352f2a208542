"""Runs in processes of their own share one key."""

from __future__ import annotations

import pytest

from tests.warehouse.mini import KEY


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOURNEYMINE_KEY", KEY)
