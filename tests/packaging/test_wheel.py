"""The wheel holds every SQL model and every file of the package."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.packaging.repository import ROOT, files


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built now, unpacked."""
    built, unpacked = tmp_path_factory.mktemp("wheel"), tmp_path_factory.mktemp("unpacked")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(built)]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    [wheel] = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as opened:
        opened.extractall(unpacked)
    return unpacked


@pytest.fixture(scope="module")
def in_wheel(unpacked: Path) -> frozenset[str]:
    """Paths of its files."""
    return frozenset(path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*") if path.is_file())


def test_every_model_is_in_the_wheel(in_wheel: frozenset[str]) -> None:
    models = files("sql")
    assert any(Path(path).suffix == ".sql" for path in models)
    assert {f"journeymine/{path}" for path in models} <= in_wheel


def test_every_file_of_the_package_is_in_the_wheel(in_wheel: frozenset[str]) -> None:
    assert {path.removeprefix("src/") for path in files("src/journeymine")} <= in_wheel


def test_nothing_else_is_in_the_wheel(in_wheel: frozenset[str]) -> None:
    assert {path.partition("/")[0] for path in in_wheel if ".dist-info/" not in path} == {"journeymine"}


def test_the_wheel_finds_its_own_models(unpacked: Path) -> None:
    program = "import journeymine.engine as engine; print(engine.__file__, *sorted(engine.load_models()))"
    env = os.environ | {"PYTHONPATH": str(unpacked)}
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=unpacked, env=env, capture_output=True, text=True, check=True)
    place, *models = done.stdout.split()
    assert Path(place).is_relative_to(unpacked)
    assert models == sorted(Path(path).stem for path in files("sql") if path.endswith(".sql"))
