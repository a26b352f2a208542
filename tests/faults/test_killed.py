"""Killed at any act, a run leaves readers on a whole generation, and the next run gives what an
uninterrupted one gives.
"""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from journeymine.warehouse import open_current
from tests.warehouse import mini
from tests.warehouse.mini import settings_for, some_rows, write_export

ROOT = Path(__file__).parents[2]


def night(folder: Path, *words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.faults.night", str(folder), *words]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)


def prepare(folder: Path) -> str:
    """A published generation, and more to load: new rows, corrections, a reject. Gives the fingerprint."""
    write_export(folder, "1.csv", some_rows(0, 400))
    first = mini.run(settings_for(folder)).fingerprint
    write_export(
        folder, "2.csv", [*some_rows(350, 400), ("e3", 9, "buy", "user-2", 77.0), ("bad", "", "view", "u", 1)]
    )
    write_export(folder, "3.csv", [("e3", 9, "buy", "user-2", 78.0), *some_rows(900, 50)])
    return first


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str, int]:
    """A folder to begin from, the fingerprints before and after the night, and how many acts it has."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JOURNEYMINE_KEY", mini.KEY)
        folder = tmp_path_factory.mktemp("start")
        first = prepare(folder)
        whole = tmp_path_factory.mktemp("whole")
        shutil.copytree(folder, whole, dirs_exist_ok=True)
        process = night(whole)
        acts = int(process.communicate()[0])
        assert process.returncode == 0
        with open_current(whole / "warehouse") as generation:
            return folder, first, generation.fingerprint, acts


def check_after_kill(folder: Path, first: str, last: str) -> None:
    with open_current(folder / "warehouse") as generation:
        assert generation.fingerprint in (first, last)
        assert generation.note is None
        assert generation.engine.count("visits") == (400 if generation.fingerprint == first else 800)
    published = mini.run(settings_for(folder))
    assert published.fingerprint == last
    folder_of = folder / "warehouse" / "published"
    assert [path.name for path in folder_of.iterdir() if path.name.startswith(".")] == []
    with open_current(folder / "warehouse") as generation:
        accounts = generation.engine.query(
            "select path, row_count, loaded_count, rejected_count, duplicate_count from files order by path"
        ).to_pylist()
    assert [tuple(row.values()) for row in accounts] == [
        ("exports/1.csv", 400, 400, 0, 0),
        ("exports/2.csv", 402, 351, 1, 50),
        ("exports/3.csv", 51, 51, 0, 0),
    ]


def killed_at(start: tuple[Path, str, str, int], folder: Path, act: int) -> None:
    origin, first, last, _ = start
    shutil.copytree(origin, folder, dirs_exist_ok=True)
    process = night(folder, str(act))
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    check_after_kill(folder, first, last)


@pytest.mark.parametrize("eighth", range(8))
def test_killed_at_an_act(start: tuple[Path, str, str, int], tmp_path: Path, eighth: int) -> None:
    """Eight acts spread over the night, the last among them."""
    killed_at(start, tmp_path, start[3] - (7 - eighth) * start[3] // 8)


@pytest.mark.slow
def test_killed_at_many_acts(start: tuple[Path, str, str, int], tmp_path: Path) -> None:
    for act in range(1, start[3] + 1, 5):
        killed_at(start, tmp_path / str(act), act)


@pytest.mark.slow
def test_killed_at_random_moments(start: tuple[Path, str, str, int], tmp_path: Path) -> None:
    """Also inside a statement; some kills come before the first act and some after the last."""
    origin, first, last, _ = start
    chance = random.Random(7)
    for turn in range(10):
        folder = tmp_path / str(turn)
        shutil.copytree(origin, folder)
        process = night(folder)
        time.sleep(chance.uniform(0.8, 2.5))
        process.kill()
        process.communicate()
        check_after_kill(folder, first, last)
