"""The wheel holds every SQL model and every file of the package."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.packaging.repository import ROOT, files


@pytest.fixture(scope="module")
def in_wheel(tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    """Names of the files in a wheel built now."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    [wheel] = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as opened:
        return frozenset(opened.namelist())


def test_every_model_is_in_the_wheel(in_wheel: frozenset[str]) -> None:
    models = files("sql")
    assert any(Path(path).suffix == ".sql" for path in models)
    assert {f"journeymine/{path}" for path in models} <= in_wheel


def test_every_file_of_the_package_is_in_the_wheel(in_wheel: frozenset[str]) -> None:
    assert {path.removeprefix("src/") for path in files("src/journeymine")} <= in_wheel


def test_nothing_else_is_in_the_wheel(in_wheel: frozenset[str]) -> None:
    assert {path.partition("/")[0] for path in in_wheel if ".dist-info/" not in path} == {"journeymine"}
