"""What several folders of tests share: a fixed key for pseudonyms, and one finished run of the sample."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
KEY = "0" * 63 + "1"
"""The secret of all tests: 64 hexadecimal digits."""


@pytest.fixture(scope="session", autouse=True)
def key() -> Iterator[str]:
    """JOURNEYMINE_KEY for all tests, so that none reads or writes the key of whoever runs them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JOURNEYMINE_KEY", KEY)
        yield KEY


@pytest.fixture(scope="session")
def sample_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of data/sample with a finished run in its warehouse.

    The folder is named `data/sample` under a folder of its own, as in the repository. All tests of a session
    share it: read it, and copy it to change it.
    """
    from journeymine.build import run
    from journeymine.config import load

    sample = tmp_path_factory.mktemp("run") / "data" / "sample"
    shutil.copytree(ROOT / "data" / "sample", sample, ignore=shutil.ignore_patterns("warehouse"))
    run(load(sample / "journey.yaml"))
    return sample
