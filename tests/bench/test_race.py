"""The sides in turn: whose answers count, what becomes of those who can't or fail, what is written."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bench import chain_page, page
from bench.chain import WORKS
from bench.chart import Bar, bars
from bench.process import CommandFailed, measure
from bench.race import CHAIN, Disagreement, Race, Timed, compare, race, rows_of
from bench.sides import SIDES, Side, chosen

FILE = Path("clean.parquet")
Answers = dict[str, dict[str, object]]
FULL: Answers = {
    "sessions": {"n": 1},
    "follows": {"n": 2, "m": 3},
    "variants": {"n": 4},
    "sankey": {"n": 5},
    "funnel": {"n": 6},
}
DUCKDB, OTHER = Side("duckdb", "DuckDB"), Side("pandas", "pandas")
LACKING = Side("pm4py", "PM4Py", undone={"funnel": "no window"}, unsaid={"follows": "no medians"})


def lines(seconds: float, answers: Answers) -> list[Timed]:
    """What a side writes that takes so long for each work."""
    works = ["load", *answers]
    start = Timed("start", 0.5, 0.4, 10**8, versions={"package": "1.0"})
    return [start, *(Timed(work, seconds, 2 * seconds, 10**9, answers.get(work, {})) for work in works)]


def lacking() -> Answers:
    found = {work: dict(answer) for work, answer in FULL.items() if work != "funnel"}
    del found["follows"]["m"]
    return found


def runner(**seconds: float):
    """A runner that finds those seconds, and all answers or those of the side that lacks some."""
    order: list[str] = []

    def run(side: Side, file: Path) -> list[Timed]:
        assert file == FILE
        order.append(side.name)
        return lines(seconds[side.name] + order.count(side.name), lacking() if side == LACKING else FULL)

    return run, order


def test_sides_run_in_turn_and_medians_are_told() -> None:
    run, order = runner(duckdb=1, pandas=3)
    found = race([DUCKDB, OTHER], FILE, 1_000, 3, run=run)
    assert order == ["duckdb", "pandas"] * 3
    by_work = {(row.side, row.work): row for row in found.rows}
    assert by_work["duckdb", "sankey"].wall_seconds == 3
    assert by_work["pandas", "sankey"].cpu_seconds == 10
    assert by_work["pandas", "sankey"].ratio == pytest.approx(5 / 3, abs=0.01)
    assert by_work["pandas", CHAIN].wall_seconds == 5 * len(WORKS)
    assert found.versions["pandas"] == {"package": "1.0"}


def test_a_chain_is_compared_over_the_works_that_both_do() -> None:
    run, _ = runner(duckdb=1, pm4py=3)
    found = race([DUCKDB, LACKING], FILE, 1_000, 1, run=run)
    chain = next(row for row in found.rows if (row.side, row.work) == ("pm4py", CHAIN))
    assert chain.wall_seconds == 4 * (len(WORKS) - 1)
    assert chain.ratio == 2
    assert {(gap.work, gap.reason) for gap in found.left_out} == {
        ("funnel", "no window"),
        ("follows", "no medians"),
    }


def test_the_start_is_no_part_of_the_chain() -> None:
    rows = rows_of(10, {"duckdb": [lines(1, FULL)]})
    assert next(row for row in rows if row.work == CHAIN).wall_seconds == len(WORKS)
    assert rows[0].work == "start"


def test_there_is_no_time_where_answers_differ() -> None:
    wrong: Answers = {**FULL, "variants": {"n": 40}}
    with pytest.raises(Disagreement, match=r"variants: n: 4 by duckdb, 40 by pandas"):
        compare([DUCKDB, OTHER], {"duckdb": lines(1, FULL), "pandas": lines(1, wrong)})


@pytest.mark.parametrize(
    ("answers", "told"), [(lacking(), "funnel: no n by pandas"), (lacking(), "follows: no m")]
)
def test_what_is_missing_must_have_a_reason(answers: Answers, told: str) -> None:
    with pytest.raises(Disagreement, match=told):
        compare([DUCKDB, OTHER], {"duckdb": lines(1, FULL), "pandas": lines(1, answers)})
    compare([DUCKDB, LACKING], {"duckdb": lines(1, FULL), "pm4py": lines(1, answers)})


def test_a_side_that_fails_is_left_out_and_the_others_go_on() -> None:
    good, _ = runner(duckdb=1)

    def run(side: Side, file: Path) -> list[Timed]:
        if side == OTHER:
            raise CommandFailed("ended with -9", "a long story")
        return good(side, file)

    found = race([DUCKDB, OTHER], FILE, 1_000, 2, run=run)
    assert {row.side for row in found.rows} == {"duckdb"}
    assert [(gap.side, gap.work, gap.reason) for gap in found.left_out] == [
        ("pandas", CHAIN, "ended with -9")
    ]


def test_a_side_that_is_too_small_for_the_size_is_not_run() -> None:
    run, order = runner(duckdb=1)
    small = Side("polars", "Polars", largest=999, why="memory")
    found = race([DUCKDB, small], FILE, 1_000, 1, run=run)
    assert order == ["duckdb"]
    assert [(gap.side, gap.reason) for gap in found.left_out] == [("polars", "memory")]


def test_a_process_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    with pytest.raises(CommandFailed, match=r"within 0.2 seconds"):
        measure(["sleep", "60"], tmp_path / "log", limit_seconds=0.2)


def test_peers_are_chosen_by_name() -> None:
    assert chosen(["all"]) == SIDES
    assert [side.name for side in chosen(["none"])] == [
        side.name for side in SIDES if side.name == "duckdb" or not side.own_environment
    ]
    assert [side.name for side in chosen(["polars"])] == ["journeymine", "duckdb", "polars"]
    with pytest.raises(ValueError, match="no such side: spark"):
        chosen(["spark"])


@pytest.mark.parametrize("side", SIDES, ids=lambda side: side.name)
def test_every_side_has_its_module_and_exact_packages(side: Side) -> None:
    peers = Path(page.ROOT) / "bench" / "peers"
    text = (peers / f"{side.name}.py").read_text(encoding="utf-8")
    for work in WORKS:
        assert bool(re.search(rf'clock\.work\(\s*"{work}"', text)) != (work in side.undone)
    if side.own_environment:
        pins = (peers / f"{side.name}.txt").read_text(encoding="utf-8").splitlines()
        assert pins
        assert all(re.fullmatch(r"[\w.-]+==[\w.]+", pin) for pin in pins)
    assert set(side.undone) | set(side.unsaid) <= set(WORKS)
    assert (side.largest is None) == (not side.why)


@pytest.fixture
def found() -> Race:
    run, _ = runner(duckdb=1, pm4py=3)
    large = Side("polars", "Polars", largest=10, why="it needs more memory than there is")
    return race([DUCKDB, LACKING, large], FILE, 1_000, 1, run=run)


def test_the_page_has_every_figure_and_what_is_missing(found: Race) -> None:
    text = page.page_text(page.Measured(races=[found]), page.Circumstances("make bench SIZE=1000", 0.5))
    assert "### 1,000 events" in text
    assert "(performance-chain-1000.svg)" in text
    assert "| DuckDB | 0.50 (0.40) | 2.00 (4.00) | 2.00 (4.00) |" in text
    assert "| PM4Py | 0.50 (0.40) | 4.00 (8.00) | 4.00 (8.00) | 4.00 (8.00)\\* |" in text
    assert "funnel not done: no window; follows\\*: no medians" in text
    assert "Polars: not run, it needs more memory than there is" in text
    assert "DuckDB: package 1.0" in text
    assert all(f"**{work}**" in text for work in WORKS)
    assert "(processor seconds) of one run each" in text


def test_the_files_are_written(found: Race, tmp_path: Path) -> None:
    stale = tmp_path / "performance-chain-5.svg"
    stale.write_text("old")
    page.write(
        page.Measured(races=[found]),
        page.Circumstances("make bench", 0.5),
        page=tmp_path / "p.md",
        results=tmp_path / "r.json",
    )
    figures = json.loads((tmp_path / "r.json").read_text())
    keys = {"work", "size", "side", "wall_seconds", "cpu_seconds", "peak_bytes", "ratio"}
    assert all(keys <= set(row) for row in figures["rows"])
    assert {row["work"] for row in figures["rows"]} == {"start", *WORKS, CHAIN}
    assert {"side": "pm4py", "size": 1_000, "work": "funnel", "reason": "no window"} in figures["left_out"]
    assert (tmp_path / "performance-chain-1000.svg").exists()
    assert not stale.exists()


def test_the_picture_is_drawn_to_scale_quickest_first(found: Race) -> None:
    drawn = ElementTree.fromstring(chain_page.picture(found))
    names = [text.text for text in drawn.iterfind("{*}text")]
    assert names.index("DuckDB") < names.index("PM4Py")
    assert "20.0 s without funnel" in names
    assert widths(drawn, "DuckDB, sankey") * 2 == pytest.approx(widths(drawn, "PM4Py, sankey"), abs=0.2)


def widths(drawn: ElementTree.Element, told: str) -> float:
    """Width of the part whose hint begins so."""
    parts: Sequence[ElementTree.Element] = drawn.findall("{*}rect")
    hints = ((part, part.findtext("{*}title") or "") for part in parts)
    return next(float(part.attrib["width"]) for part, hint in hints if hint.startswith(told))


def test_what_is_written_in_a_picture_is_escaped() -> None:
    ElementTree.fromstring(bars("a < b & 'c'", [Bar("<side>", {"work & more": 1.0}, '"so"')]))
