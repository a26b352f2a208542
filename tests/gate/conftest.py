"""A shop that ran once, copied for each test, and an empty one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.gate.shop import GOOD, Shop, fresh, journey_file


@pytest.fixture(scope="session")
def first_night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop with one good file, loaded and published."""
    shop = fresh(tmp_path_factory.mktemp("gate") / "shop", journey_file(), [("good.csv", GOOD)])
    shop.run()
    return shop.folder


@pytest.fixture
def shop(first_night: Path, tmp_path: Path) -> Shop:
    """A shop of its own after its first night."""
    return Shop(Path(shutil.copytree(first_night, tmp_path / "shop")))


@pytest.fixture
def new_shop(tmp_path: Path) -> Shop:
    """A shop before its first night."""
    return fresh(tmp_path / "new", journey_file(), [])
