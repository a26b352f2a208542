"""The benchmark's figures: what a process cost, and the files that say so."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import bench.__main__ as asking
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


def test_what_was_killed_says_by_which_signal(tmp_path: Path) -> None:
    with pytest.raises(CommandFailed, match="was ended by signal 9") as told:
        measure(python("import os; os.kill(os.getpid(), 9)"), tmp_path / "log")
    assert told.value.reason == "was ended by signal 9"


def test_steps_are_read_from_what_a_run_says() -> None:
    said = "load          16.3 s  1 of 1 files new\ngraph          1.5 s  283 edges\n1 files, 3 rows read\n"
    assert works.step_seconds([said, said.replace("16.3", "18.3")]) == {"load": 17.3, "graph": 1.5}


def rows(monkeypatch: pytest.MonkeyPatch, repeats: int = 2) -> tuple[works.Row, works.Row]:
    """A comparison of made-up costs."""
    ours = iter([Cost(30.0, 50.0, 10**9, "load 20.0 s  x"), Cost(40.0, 52.0, 2 * 10**9, "load 22.0 s  x")])
    theirs = iter([Cost(2.0, 3.0, 10**8, ""), Cost(3.0, 4.0, 10**8, "")])
    monkeypatch.setattr(works, "whole_run", lambda _: next(ours))
    monkeypatch.setattr(works, "scan_and_sort", lambda _: next(theirs))
    return works.compare(Path("anywhere"), 1_000_000, repeats)


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
    measured = page.Measured(own=rows(monkeypatch))
    text = page.page_text(measured, page.Circumstances('make bench SIZE="1e+06" REPEATS=2', 0.5))
    assert 'make bench SIZE="1e+06" REPEATS=2' in text
    assert "| 1,000,000 | whole run | journeymine | 35.0 s | 51.0 s | 2.00 GB | 14.0 |" in text
    assert "load average before: 0.5" in text
    assert "Steps of the whole run, 1,000,000 events, medians of 2 runs: load 21.0 s." in text
    assert "times are\nof medians of 2 runs" in text
    assert "Not measured" not in text
    assert page.versions()["duckdb"] in text


def test_one_run_is_no_median(monkeypatch: pytest.MonkeyPatch) -> None:
    text = page.page_text(page.Measured(own=rows(monkeypatch, 1)), page.Circumstances("make bench", 0.5))
    assert "median" not in text
    assert "of one run each" in text
    assert "Steps of the whole run, 1,000,000 events: load 20.0 s." in text


def test_what_was_not_measured_has_no_words_but_those(monkeypatch: pytest.MonkeyPatch) -> None:
    told = page.Circumstances("make bench", 0.5, ("readings", "growth"))
    text = page.page_text(page.Measured(own=rows(monkeypatch)), told)
    assert "Not measured this time: readings, growth." in text
    assert "Read csv" not in text
    assert "Where one machine ends" not in text


@pytest.fixture
def no_wishes(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for _, variable, _ in asking.OPTIONS:
        monkeypatch.delenv(variable, raising=False)
    for variable in ("ONLY", "OUTPUT", "REPEATS", "PEERS"):
        monkeypatch.delenv(variable, raising=False)
    return monkeypatch


def test_the_whole_page_is_not_replaced_by_a_part(
    no_wishes: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert asking.unmeasured(asking.arguments([])) == ()
    with pytest.raises(SystemExit):
        asking.arguments(["--only", "growth"])
    assert "without whole runs, readings, questions, the chain would replace" in capsys.readouterr().err
    no_wishes.setenv("READING", "")
    with pytest.raises(SystemExit):
        asking.arguments([])
    assert "a page without readings would replace" in capsys.readouterr().err
    no_wishes.setenv("OUTPUT", "there")
    asked = asking.arguments([])
    assert (asking.unmeasured(asked), asked.output) == (("readings",), Path("there"))


def test_what_is_asked_for_comes_by_variables_and_is_told_again(no_wishes: pytest.MonkeyPatch) -> None:
    for variable, value in {"ONLY": "growth", "GROWTH": "2e4 1e5", "REPEATS": "1", "OUTPUT": "there"}.items():
        no_wishes.setenv(variable, value)
    asked = asking.arguments([])
    assert (asked.growth, asked.repeats) == ([20_000, 100_000], 1)
    assert asking.command(asked) == 'make bench ONLY=growth GROWTH="20000 100000" REPEATS=1 OUTPUT=FOLDER'


def test_an_unknown_part_is_refused(
    no_wishes: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    no_wishes.setenv("ONLY", "everything")
    with pytest.raises(SystemExit):
        asking.arguments(["--output", "there"])
    assert "'everything' is none of chain, growth, own" in capsys.readouterr().err
