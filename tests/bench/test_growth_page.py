"""The chapters about growth, from made-up rows, and their picture."""

from __future__ import annotations

import json
import math
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bench import growth_page, page
from bench.curves import Line, Panel, curves
from bench.growth import BUILD, NIGHT, Grown, Growth
from bench.race import LeftOut

M = 10**6


def grown(size: int, gigabytes: float = 1.0, hours: float = 0.01, *, is_checked: bool = True) -> list[Grown]:
    """A build of so many events and a night that takes half of its time."""
    return [
        Grown(
            work=work,
            size=size,
            side="journeymine",
            repeats=1,
            wall_seconds=hours * 3600 * part,
            cpu_seconds=hours * 7200 * part,
            peak_bytes=int(gigabytes * 1e9),
            ratio=part,
            steps={"load": 1.0},
            cpu_ratio=part,
            customers=size // 20,
            landing_bytes=10 * size,
            vault_bytes=5 * size,
            state_bytes=50 * size,
            generation_bytes=100 * size,
            is_checked=is_checked,
        )
        for work, part in ((BUILD, 2.0), (NIGHT, 1.0))
    ]


def chapters(*rows: Grown, left_out: tuple[LeftOut, ...] = ()) -> str:
    return growth_page.chapters(Growth(list(rows), list(left_out)), "growth.svg")


def end(text: str, limit: str) -> list[str]:
    """Cells of one limit."""
    line = next(line for line in text.splitlines() if line.startswith(f"| {limit} |"))
    return [cell.strip() for cell in line.strip("|").split("|")][1:]


def test_every_figure_is_there() -> None:
    text = chapters(*grown(M, 1.0, 0.01), *grown(2 * M, 2.0, 0.02, is_checked=False))
    assert "| 1,000,000 | build | 72.0 s | 144.0 s | 1.00 GB | | |" in text
    assert "| 2,000,000 | night | 72.0 s | 144.0 s | 2.00 GB | 1.00 | 1.00 |" in text
    assert "| 2,000,000 | 100,000 | 20.0 | 10 | 5 | 50 | 100 |" in text
    assert "After 1,000,000 events the night's generation had the fingerprint" in text
    assert "After 2,000,000 events this was not compared." in text
    assert "Steps of the night, 1,000,000 events: load 1.0 s." in text
    assert "(growth.svg)" in text
    assert "median" not in text


def test_one_machine_ends_where_the_lines_say() -> None:
    text = chapters(*grown(M, 1.0, 0.1), *grown(2 * M, 2.0, 0.2), *grown(4 * M, 4.0, 0.4))
    assert "last three sizes (1,000,000, 2,000,000 and 4,000,000 events)" in text
    assert "last two sizes (2,000,000 and 4,000,000 events)" in text
    assert "to the power 1.00" in text
    assert end(text, "8 GB of memory") == ["8,000,000", "8,000,000", "400,000", "3 GB"]
    assert end(text, "24 GB of memory")[:2] == ["24,000,000"] * 2
    assert end(text, "a night of 1 h")[:2] == ["10,000,000"] * 2
    assert "At 4,000,000 events, 365 bytes of disk are needed for each" in text
    assert "1,000 events bring 50.0 customers" in text


def test_a_limit_that_was_passed_is_said_to_be_measured() -> None:
    text = chapters(*grown(M, 9.0, 2.0), *grown(2 * M, 20.0, 3.0))
    assert end(text, "8 GB of memory") == ["fewer than 1,000,000, measured"] * 2 + ["–", "–"]
    assert end(text, "16 GB of memory")[:3] == ["1,000,000 to 2,000,000, measured"] * 2 + ["50,000"]


def test_what_does_not_grow_or_lies_far_away_is_said_so() -> None:
    text = chapters(*grown(M, 2.0, 0.1), *grown(2 * M, 2.0, 0.1001))
    assert end(text, "8 GB of memory") == ["not growing", "not growing", "–", "–"]
    assert end(text, "a night of 8 h") == ["over 200,000,000", "over 200,000,000", "–", "–"]


def test_one_size_gives_no_line_and_none_no_table() -> None:
    assert "One size gives no line" in chapters(*grown(M))
    gaps = (LeftOut("journeymine", M, NIGHT, "was ended by signal 9"),)
    text = chapters(left_out=gaps)
    assert "- 1,000,000 events: no figures, was ended by signal 9." in text
    assert "|" not in text


def test_rows_and_picture_are_written_and_an_old_picture_goes(tmp_path: Path) -> None:
    gaps = [LeftOut("journeymine", 4 * M, NIGHT, "was ended by signal 9")]
    measured = page.Measured(growth=Growth([*grown(M), *grown(2 * M)], gaps))
    places = {"page": tmp_path / "p.md", "results": tmp_path / "r.json"}
    page.write(measured, page.Circumstances("make bench", 0.5, ("readings",)), **places)
    figures = json.loads(places["results"].read_text())
    assert [(row["work"], row["size"]) for row in figures["rows"]] == [
        (BUILD, M),
        (NIGHT, M),
        (BUILD, 2 * M),
        (NIGHT, 2 * M),
    ]
    assert {"wall_seconds", "cpu_seconds", "peak_bytes", "ratio", "cpu_ratio", "state_bytes"} <= set(
        figures["rows"][0]
    )
    assert figures["left_out"][0]["reason"] == "was ended by signal 9"
    assert figures["unmeasured"] == ["readings"]
    assert (tmp_path / page.GROWTH_PICTURE).exists()
    page.write(page.Measured(), page.Circumstances("make bench", 0.5, ("growth",)), **places)
    assert not (tmp_path / page.GROWTH_PICTURE).exists()


def places_of(drawn: ElementTree.Element, colour: str) -> list[tuple[float, float]]:
    points = (line for line in drawn.findall("{*}polyline") if line.attrib["stroke"] == colour)
    told = next(points).attrib["points"].split()
    return [(float(x), float(y)) for x, _, y in (place.partition(",") for place in told)]


def test_both_axes_are_logarithmic() -> None:
    line = Line("a", [(1e6, 2.0), (1e7, 20.0), (1e8, 200.0)], "#000000")
    drawn = ElementTree.fromstring(curves("t", [Panel("seconds", [line], lambda y: f"{y:g} s")], "events"))
    (x, y), (middle, center), (last, top) = places_of(drawn, "#000000")
    assert middle - x == pytest.approx(last - middle, abs=0.2)
    assert y - center == pytest.approx(center - top, abs=0.2)
    words = [text.text for text in drawn.findall("{*}text")]
    assert {"1 M", "10 M", "100 M", "1 s", "300 s", "events", "seconds"} <= set(words)


def test_labels_do_not_lie_on_each_other_nor_outside() -> None:
    drawn = ElementTree.fromstring(growth_page.picture([*grown(M), *grown(3 * M), *grown(100 * M)]))
    labels = [
        (float(text.attrib["y"]), float(text.attrib["x"]))
        for text in drawn.findall("{*}text")
        if (text.text or "").startswith(("build", "night"))
    ]
    assert len(labels) == 6
    assert all(math.dist(one, other) >= 15.9 for one in labels for other in labels if one is not other)
    height = float(drawn.attrib["height"])
    circles = [(float(dot.attrib["cx"]), float(dot.attrib["cy"])) for dot in drawn.findall("{*}circle")]
    assert len(circles) == 18
    assert all(0 < x < 800 and 0 < y < height for x, y in [*circles, *((x, y) for y, x in labels)])


def test_one_size_is_drawn() -> None:
    ElementTree.fromstring(growth_page.picture(grown(M)))
