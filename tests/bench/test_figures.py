"""The benchmark's figures: what a process cost, and the files that say so."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bench import page, works
from bench.process import CommandFailed, Cost, measure

MEBIBYTE = 2**20


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_a_process_is_measured(tmp_path: Path) -> None:
    """And not the one that started it, however large that is."""
    held = b"1" * (600 * MEBIBYTE)
    cost = measure(python("x = b'1' * (200 * 2**20); print('done')"), tmp_path / "log")
    assert 200 * MEBIBYTE < cost.peak_bytes < 400 * MEBIBYTE < len(held)
    assert cost.cpu_seconds > 0
    assert cost.wall_seconds > 0
    assert cost.said == "done\n"


def test_an_idle_process_costs_time_but_no_processor(tmp_path: Path) -> None:
    cost = measure(python("import threading; threading.Event().wait(0.4)"), tmp_path / "log")
    assert cost.wall_seconds > 0.4
    assert cost.cpu_seconds < cost.wall_seconds


def test_a_failed_command_says_why(tmp_path: Path) -> None:
    with pytest.raises(CommandFailed, match="(?s)ended with 3.*no luck"):
        measure(python("print('no luck'); raise SystemExit(3)"), tmp_path / "log")


def test_steps_are_read_from_what_a_run_says() -> None:
    said = "load          16.3 s  1 of 1 files new\ngraph          1.5 s  283 edges\n1 files, 3 rows read\n"
    assert works.step_seconds([said, said.replace("16.3", "18.3")]) == {"load": 17.3, "graph": 1.5}


def rows(monkeypatch: pytest.MonkeyPatch) -> tuple[works.Row, works.Row]:
    """A comparison of made-up costs."""
    ours = iter([Cost(30.0, 50.0, 10**9, "load 20.0 s  x"), Cost(40.0, 52.0, 2 * 10**9, "load 22.0 s  x")])
    theirs = iter([Cost(2.0, 3.0, 10**8, ""), Cost(3.0, 4.0, 10**8, "")])
    monkeypatch.setattr(works, "whole_run", lambda _: next(ours))
    monkeypatch.setattr(works, "scan_and_sort", lambda _: next(theirs))
    return works.compare(Path("anywhere"), 1_000_000, repeats=2)


def test_medians_the_largest_peak_and_the_ratio(monkeypatch: pytest.MonkeyPatch) -> None:
    mine, base = rows(monkeypatch)
    assert (mine.side, mine.wall_seconds, mine.cpu_seconds, mine.peak_bytes) == (
        "journeymine",
        35.0,
        51.0,
        2 * 10**9,
    )
    assert (base.side, base.wall_seconds, base.ratio) == ("duckdb", 2.5, 1.0)
    assert mine.ratio == 14.0
    assert mine.steps == {"load": 21.0}


def test_the_page_has_every_figure_and_its_command(monkeypatch: pytest.MonkeyPatch) -> None:
    text = page.page_text(rows(monkeypatch), [], page.Circumstances('make bench SIZE="1e+06" REPEATS=2', 0.5))
    assert 'make bench SIZE="1e+06" REPEATS=2' in text
    assert "| 1,000,000 | whole run | journeymine | 35.0 s | 51.0 s | 2.00 GB | 14.0 |" in text
    assert "load average before: 0.5" in text
    assert "load 21.0 s" in text
    assert page.versions()["duckdb"] in text
