"""Questions on the command line: rows as text, CSV, JSON and GraphML, wrong words, cohorts by name."""

from __future__ import annotations

import csv
import io
import json
from contextlib import closing
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

import journeymine
from journeymine.errors import UsageError
from tests.cli.test_cli import Done, jm

JOURNEY = """\
sources:
  shop:
    vendor: table
    files: events.csv
    columns: {time: {column: at, timezone: UTC}, event: what, channel: by, value: paid, device: device}
    keys: {user: who}
    sessionize: true
currency: EUR
stages:
  - {name: look, half: buyer}
  - {name: choose, half: buyer}
  - {name: buy, half: buyer, conversion: true}
touchpoints:
  - {name: shelf, stage: look, owner: Product, when: {event: view}}
  - {name: cart, stage: choose, owner: Product, when: {event: add}}
  - {name: till, stage: buy, owner: Payments, when: {event: pay}}
carts: {add: {event: add}, purchase: {event: pay}}
cohorts:
  - {name: payers, when: did pay}
"""
PEOPLE = 30
STEPS = "view > add > pay"


def rows() -> list[str]:
    """Thirty people: all look, two of three fill a cart, one of three pays; by e-mail or search."""
    found: list[str] = []
    for number in range(PEOPLE):
        month, day = 1 + number % 2, 1 + number // 2
        words = f"u{number},{'email' if number % 2 else 'search'}"
        device = "mobile" if number % 4 else "desktop"
        found += [f"2026-0{month}-{day:02} 10:00:00,view,{words},,{device}"]
        if number % 3:
            found += [f"2026-0{month}-{day:02} 10:0{number % 10}:30,add,{words},,{device}"]
        if number % 3 == 1:
            found += [f"2026-0{month}-{day:02} 11:00:00,pay,{words},{10 + number},{device}"]
    return found


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small shop with one published generation."""
    folder = tmp_path_factory.mktemp("ask")
    (folder / "journey.yaml").write_text(JOURNEY, encoding="utf-8")
    lines = ["at,what,who,by,paid,device", *rows()]
    (folder / "events.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = jm("run", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


def asked(shop: Path, *arguments: str) -> Done:
    """A call that succeeds."""
    done = jm(*arguments, cwd=shop)
    assert done.returncode == 0, done.stderr
    return done


def objects(shop: Path, *arguments: str) -> list[dict[str, Any]]:
    """The rows of a call, as JSON has them."""
    return json.loads(asked(shop, *arguments, "--format", "json").stdout)


def refused(shop: Path, *arguments: str) -> str:
    """The message of a call that must fail for wrong words."""
    done = jm(*arguments, cwd=shop)
    assert (done.returncode, done.stdout) == (64, ""), (done.stdout, done.stderr)
    assert "Traceback" not in done.stderr
    return done.stderr


QUESTIONS: dict[str, tuple[str, ...]] = {
    "funnel": ("funnel", STEPS, "--window", "2h"),
    "by": ("funnel", STEPS, "--by", "device"),
    "trend": ("funnel", STEPS, "--trend", "month"),
    "times": ("funnel", STEPS, "--times"),
    "curve": ("funnel", STEPS, "--curve"),
    "next": ("funnel", STEPS, "--next", "1"),
    "drivers": ("funnel", "view > pay", "--drivers"),
    "previous": ("funnel", STEPS, "--since", "2026-02-01", "--until", "2026-03-01", "--previous"),
    "options": (
        *("funnel", "add > pay", "--order", "strict", "--entry", "first", "--unit", "journey"),
        *("--count", "attempts", "--hold", "device", "--exclude", "view", "--on-exclude", "drop"),
        *("--where", "outcome = 'converted'", "--where", "device = 'mobile'", "--events", "not view"),
    ),
    "paths": ("paths", "--level", "touchpoint", "--depth", "0", "--top", "0"),
    "between": ("paths", "--from", "look", "--to", "buy", "--unit", "customer", "--cohort", "payers"),
    "around": ("paths", "--around", "choose", "--no-collapse"),
    "paths of a part": ("paths", "--level", "event", "--from-match", "add > pay", "--to-match", "pay"),
    "funnel of a part": ("funnel", "add > pay", "--from-match", "add", "--to-match", "pay within 2h"),
    "graph of a part": ("graph", "--from-match", "add", "--to-match", "pay"),
    "variants": ("paths", "--variants"),
    "tree": ("paths", "--tree"),
    "graph": ("graph", "--level", "event", "--unit", "session"),
    "thin": ("graph", "--thin", "0.5"),
    "nodes": ("graph", "--nodes"),
    "components": ("graph", "--components"),
    "bottlenecks": ("graph", "--bottlenecks"),
    "handovers": ("graph", "--handovers", "owner"),
    "attribution": ("attribution", "--model", "last", "--model", "linear", "--look-back", "7d"),
    "beside": ("attribution", "--beside", "--conversion", "pay[value>12]"),
    "removal": ("attribution", "--model", "markov", "--removal"),
    "compare": ("compare", "2026-02", "2026-01", "--figure", "conversion_rate"),
    "segments": ("compare", "device = 'mobile'", "--level", "touchpoint"),
    "cohort": ("cohort", "did pay and never did add at least 2 times"),
    "ids": ("cohort", "sessions that did pay", "--ids"),
}


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_it_answers_and_says_what_was_asked(shop: Path, question: tuple[str, ...]) -> None:
    done = asked(shop, *question, "--format", "json")
    assert json.loads(done.stdout)
    assert "as of 2026-02-15 10:09 UTC · generation 1" in done.stderr


@pytest.mark.parametrize("command", ["funnel", "paths", "graph", "attribution", "compare", "cohort"])
def test_rows_come_in_every_form(shop: Path, command: str) -> None:
    question = QUESTIONS[command]
    found = objects(shop, *question)
    table = asked(shop, *question).stdout
    assert table.split()[: len(found[0])] == list(found[0])
    assert table.splitlines()[-1] == f"{len(found):,} row{'' if len(found) == 1 else 's'}"
    lines = list(csv.reader(io.StringIO(asked(shop, *question, "--format", "csv").stdout)))
    assert lines[0] == list(found[0])
    assert len(lines) == len(found) + 1


def test_the_numbers_are_those_of_the_library(shop: Path) -> None:
    found = objects(shop, "funnel", STEPS, "--window", "2h", "--since", "2026-01-01")
    snapshot = journeymine.open(shop / "warehouse")
    answer = snapshot.funnel(STEPS, window="2h", since="2026-01-01")
    assert found == answer.table().to_pylist()
    assert [row["unit_count"] for row in found] == [30, 20, 10]
    again = snapshot.replay(answer.definition.to_json())
    assert again.table().equals(answer.table())
    snapshot.close()


def test_questions_of_a_part_are_those_of_the_library(shop: Path) -> None:
    cut = ("--from-match", "add", "--to-match", "pay")
    with closing(journeymine.open(shop / "warehouse")) as snapshot:
        part: dict[str, Any] = {"from_match": "add", "to_match": "pay"}
        whole = snapshot.funnel("add > pay", **part)
        assert objects(shop, "funnel", "add > pay", *cut) == whole.table().to_pylist()
        ways = snapshot.paths(level="event", **part)
        assert objects(shop, "paths", "--level", "event", *cut) == ways.table().to_pylist()
        edges = snapshot.transition_graph(level="event", **part)
        assert objects(shop, "graph", "--level", "event", *cut) == edges.table().to_pylist()
        assert edges.unit_count == 10


def test_wrong_options_in_python_say_what_to_do(shop: Path) -> None:
    with closing(journeymine.open(shop / "warehouse")) as snapshot:
        wrong: tuple[tuple[dict[str, Any], str], ...] = (
            ({"lvl": "stage"}, "no option 'lvl'; nearest: level"),
            ({"level": 3}, "level is the name of a level, such as 'stage' or 'event'; found 3"),
        )
        for ask in (snapshot.paths, snapshot.transition_graph, snapshot.step_matrix, snapshot.follows):
            for how, said in wrong:
                with pytest.raises(UsageError, match=said):
                    ask(**how)
        mine: dict[str, Any] = {"strat": "look"}
        with pytest.raises(UsageError, match="no option 'strat'; nearest: start"):
            snapshot.paths(**mine)
        for wrong_name, nearest in (("lvl", "level"), ("modles", "models")):
            mine = {wrong_name: "channel"}
            with pytest.raises(UsageError, match=f"no option {wrong_name!r}; nearest: {nearest}"):
                snapshot.attribution(**mine)


def test_a_list_of_units_is_as_long_as_the_figure(shop: Path) -> None:
    assert len(objects(shop, "funnel", STEPS, "--lost", "1")) == 10
    assert len(objects(shop, "funnel", STEPS, "--reached", "3", "--unit", "session")) == 0
    assert len(objects(shop, "funnel", STEPS, "--reached", "3")) == 10


def test_a_graph_is_written_for_other_programs(shop: Path) -> None:
    done = asked(shop, "graph", "--level", "touchpoint", "--format", "graphml")
    graph = nx.parse_graphml(done.stdout)
    assert done.stderr.startswith("transition_graph: level touchpoint")
    assert {"START", "END", "shelf", "cart", "till"} == set(graph)
    assert graph.edges["shelf", "cart"]["transition_count"] == 20
    assert "median_seconds" not in graph.edges["START", "shelf"]


WRONG: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "event": (("funnel", "view > ad"), ("'ad'", "nearest: add")),
    "touchpoint": (("funnel", "cart > pay"), ("touchpoint:cart",)),
    "no steps": (("funnel", ""), ("event's name",)),
    "steps as a pattern": (("funnel", "view >> pay"), ("order='strict'",)),
    "step": (("funnel", STEPS, "--lost", "4"), ("no step 4", "1 to 3")),
    "step 0": (("funnel", STEPS, "--next", "0"), ("no step 0",)),
    "two views": (("funnel", STEPS, "--times", "--by", "device"), ("one view", "--by", "--times")),
    "two lists": (("funnel", STEPS, "--lost", "1", "--reached", "1"), ("one list",)),
    "order": (("funnel", STEPS, "--order", "odd"), ("--order", "'odd'", "strict")),
    "trend": (("funnel", STEPS, "--trend", "year"), ("--trend", "week")),
    "window": (("funnel", STEPS, "--window", "soon"), ("'soon'", "7d")),
    "date": (("funnel", STEPS, "--since", "2026-02-30"), ("2026-02-30", "2026-03-01")),
    "dates": (("paths", "--since", "2026-02-01", "--until", "2026-01-01"), ("not before",)),
    "no period": (("funnel", STEPS, "--previous"), ("since",)),
    "rule": (("funnel", STEPS, "--rule", "last"), ("--rule", "--by")),
    "field": (("funnel", STEPS, "--by", "devise"), ("'devise'", "device")),
    "save": (("funnel", STEPS, "--save", "x"), ("--save", "--lost")),
    "sql": (("funnel", STEPS, "--where", "devise = 1"), ("devise", "customers")),
    "cohort": (("funnel", STEPS, "--cohort", "payer"), ("'payer'", "payers")),
    "level": (("paths", "--level", "stages"), ("'stages'", "stage")),
    "unit": (("paths", "--unit", "user"), ("--unit", "customer")),
    "place": (("paths", "--from", "loook"), ("loook",)),
    "places": (("paths", "--from", "look", "--around", "buy"), ("choose one",)),
    "nobody": (("paths", "--from", "buy", "--to", "look"), ("no journey comes to 'look'",)),
    "depth": (("paths", "--depth", "-1"), ("depth", "-1")),
    "match of a funnel": (("funnel", STEPS, "--from-match", "ad"), ("'ad'", "nearest: add")),
    "match of paths": (("paths", "--to-match", "pay > view"), ("no journey matches 'pay > view'",)),
    "match of a graph": (("graph", "--from-match", "view >"), ("view >",)),
    "two tables": (("paths", "--tree", "--variants"), ("one table", "--tree")),
    "share": (("graph", "--thin", "2"), ("share", "2.0")),
    "handover": (("graph", "--handovers", "wind"), ("'wind'", "channel")),
    "model": (("attribution", "--model", "lst"), ("'lst'", "last")),
    "no chain": (("attribution", "--model", "last", "--removal"), ("markov",)),
    "look-back": (("attribution", "--look-back", "x"), ("'x'", "30m")),
    "nothing to compare": (("compare",), ("2026-03", "SQL")),
    "kinds": (("compare", "2026-01", "device = 'mobile'"), ("period", "two of a kind")),
    "late": (("compare", "2031-01"), ("nothing happened", "2026-01-01")),
    "figure": (("compare", "2026-02", "--figure", "conversion"), ("conversion_rate",)),
    "generation": (("compare", "--against", "7"), ("generation 7", "there are: 1")),
    "text": (("cohort", "did pay twise"), ("twise",)),
    "no text": (("cohort", "--save", "x"), ("--save", "text")),
    "no ids": (("cohort", "--ids"), ("--ids", "text")),
    "delete and more": (("cohort", "did pay", "--delete", "x"), ("--delete", "alone")),
    "delete": (("cohort", "--delete", "nobody"), ("'nobody'",)),
    "not to delete": (("cohort", "--delete", "payers"), ("journey file",)),
    "not to save": (("cohort", "did pay", "--save", "payers"), ("journey file", "another name")),
    "form": (("graph", "--format", "xml"), ("graphml",)),
}


@pytest.mark.parametrize(("arguments", "said"), WRONG.values(), ids=WRONG)
def test_wrong_words_say_what_to_do(shop: Path, arguments: tuple[str, ...], said: tuple[str, ...]) -> None:
    message = refused(shop, *arguments)
    assert [part for part in said if part not in message] == [], message


def test_cohorts_are_kept_listed_used_and_deleted(shop: Path) -> None:
    lost = asked(shop, "funnel", STEPS, "--lost", "2", "--save", "left a cart", "--format", "csv")
    assert len(lost.stdout.splitlines()) == 11
    asked(shop, "cohort", "did view", "--unit", "session", "--save", "looks")
    listed = {row["name"]: row for row in objects(shop, "cohort")}
    assert {name: (row["kept"], row["unit"]) for name, row in listed.items()} == {
        "payers": ("journey file", "customer"),
        "left a cart": ("saved", "customer"),
        "looks": ("saved", "session"),
    }
    assert "units lost at step 2 (add)" in listed["left a cart"]["definition"]
    again = refused(shop, "cohort", "did pay", "--save", "left a cart")
    assert "delete it" in again
    assert objects(shop, "cohort", "left a cart") == [
        {"unit": "customer", "count": 10, "of": 30, "share": pytest.approx(1 / 3)}
    ]
    assert objects(shop, "funnel", STEPS, "--cohort", "left a cart")[1]["unit_count"] == 10
    for name in ("left a cart", "looks"):
        assert asked(shop, "cohort", "--delete", name).stdout == f"deleted {name!r}\n"
    assert [row["name"] for row in objects(shop, "cohort")] == ["payers"]


def test_without_a_generation_it_says_what_to_run(tmp_path: Path) -> None:
    (tmp_path / "journey.yaml").write_text(JOURNEY, encoding="utf-8")
    for question in (
        ("funnel", STEPS),
        ("paths",),
        ("graph",),
        ("attribution",),
        ("compare", "2026-01"),
        ("cohort",),
    ):
        done = jm(*question, cwd=tmp_path)
        assert done.returncode == 65
        assert "journeymine run" in done.stderr
        assert "Traceback" not in done.stderr
