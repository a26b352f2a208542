"""What several folders of tests share: their order, a fixed key for pseudonyms, and one finished run of the
sample.
"""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
KEY = "0" * 63 + "1"
"""The secret of all tests: 64 hexadecimal digits."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What starts a Prefect server comes first: at the end it would keep one of two processes waiting."""
    items.sort(key=lambda item: item.get_closest_marker("prefect") is None)


@pytest.fixture(scope="session", autouse=True)
def key() -> Iterator[str]:
    """JOURNEYMINE_KEY for all tests, so that none reads or writes the key of whoever runs them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JOURNEYMINE_KEY", KEY)
        yield KEY


@pytest.fixture(scope="session")
def sample_run(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A copy of data/sample with a finished run in its warehouse.

    The folder is named `data/sample` under a folder of its own, as in the repository. All tests of a session
    share it, whichever process they run in: read it, and copy it to change it.
    """
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "run"
    with (folder.with_suffix(".lock")).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            _run_sample(folder)
    return folder / "data" / "sample"


def _run_sample(folder: Path) -> None:
    from journeymine.build import run
    from journeymine.config import load

    made = folder.with_name("run-unfinished") / "data" / "sample"
    shutil.copytree(ROOT / "data" / "sample", made, ignore=shutil.ignore_patterns("warehouse"))
    run(load(made / "journey.yaml"))
    made.parents[1].rename(folder)
