"""One warehouse with the made-up shop, and the application over it; tests that publish make their own."""

from __future__ import annotations

from pathlib import Path

import pytest
from dash import Dash

from journeymine.present.dashboard.app import create_app
from journeymine.present.dashboard.gallery import Gallery
from journeymine.present.dashboard.state import Holder
from tests.present.dashboard.editions import Clock, publish_generation


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse whose first generation is the made-up shop; read it only."""
    return publish_generation(tmp_path_factory.mktemp("shop"))


@pytest.fixture(scope="session")
def app(shop: Path) -> Dash:
    return create_app(shop, Clock())


@pytest.fixture(scope="session")
def holder(shop: Path) -> Holder:
    return Holder(shop, Clock())


@pytest.fixture(scope="session")
def gallery(holder: Holder) -> Gallery:
    return Gallery(holder)
