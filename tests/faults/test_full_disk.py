"""A full disk ends a run with exit code 73; the last generation is served, and with space the next run goes
on.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from journeymine.errors import NoSpace
from journeymine.warehouse import open_current
from tests.warehouse import mini
from tests.warehouse.mini import settings_for, some_rows, write_export

ROOT = Path(__file__).parents[2]
LIMITED = """
import resource, runpy, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
sys.argv = ["night", sys.argv[1]]
runpy.run_module("tests.faults.night", run_name="__main__")
"""


def grow(folder: Path, count: int) -> None:
    write_export(folder, "2.csv", some_rows(1000, count))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 48 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode != 0:
        pytest.skip("mounting a small file system needs rights that this process does not have")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.parametrize(
    "left", [100, 5_000, *(pytest.param(left, marks=pytest.mark.slow) for left in (2_000, 9_000))]
)
def test_a_small_disk(small_disk: Path, tmp_path: Path, left: int) -> None:
    """The disk fills at another place each time: some thousand bytes are left when the run begins."""
    settings = settings_for(tmp_path, warehouse="disk/warehouse")
    write_export(tmp_path, "1.csv", some_rows(0, 100))
    first = mini.run(settings)
    grow(tmp_path, 40_000)
    ballast = small_disk / "ballast"
    free = os.statvfs(small_disk)
    ballast.write_bytes(bytes(free.f_bavail * free.f_frsize - left * 1024))
    with pytest.raises(NoSpace) as refused:
        mini.run(settings)
    assert refused.value.exit_code == 73
    with open_current(settings.warehouse_path) as generation:
        assert (generation.fingerprint, generation.note) == (first.fingerprint, None)
        assert generation.engine.count("visits") == 100
    ballast.unlink()
    assert mini.run(settings).fingerprint == uninterrupted(tmp_path / "elsewhere", 40_000)


def uninterrupted(folder: Path, count: int) -> str:
    write_export(folder, "1.csv", some_rows(0, 100))
    grow(folder, count)
    return mini.run(settings_for(folder)).fingerprint


@pytest.mark.parametrize(
    "largest", [1_500_000, *(pytest.param(size, marks=pytest.mark.slow) for size in (400_000, 3_000_000))]
)
def test_a_limit_on_the_size_of_files(tmp_path: Path, largest: int) -> None:
    """Without rights to mount: no file may grow beyond a limit."""
    settings = settings_for(tmp_path)
    write_export(tmp_path, "1.csv", some_rows(0, 10))
    first = mini.run(settings)
    grow(tmp_path, 40_000)
    command = [sys.executable, "-c", LIMITED, str(tmp_path), str(largest)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 73, done.stdout + done.stderr
    assert "disk is full" in done.stdout
    assert "Traceback" not in done.stderr
    with open_current(settings.warehouse_path) as generation:
        assert (generation.fingerprint, generation.note) == (first.fingerprint, None)
    assert mini.run(settings).generation > 1
