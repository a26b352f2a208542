"""Probable links over made-up people with duplicates: how many are right, how many are found, and that a list
in any order gives the same.
"""

from __future__ import annotations

import subprocess
import sys

import pyarrow as pa
import pytest

from journeymine.errors import DataRefused, UsageError
from journeymine.linking import ATTRIBUTES, LEAST_PROBABILITY, THRESHOLDS, ProbableLinks, link_people
from tests.linking.measure import quality
from tests.linking.people import COLUMNS, People, made_people

LEAST_RECALL = {0.9: 0.90, 0.99: 0.85, 0.999: 0.80}
LEAST_PRECISION = {0.9: 0.99, 0.99: 0.995, 0.999: 0.999}


@pytest.fixture(scope="module")
def people() -> People:
    return made_people(3, 600)


@pytest.fixture(scope="module")
def links(people: People) -> ProbableLinks:
    return link_people(people.table)


def test_the_people_are_hard_enough(people: People) -> None:
    rows = {row["key"]: row for row in people.table.to_pylist()}
    equal = [all(rows[one][name] == rows[other][name] for name in COLUMNS) for one, other in people.pairs]
    assert len(people.pairs) > 300
    assert sum(equal) < 0.05 * len(people.pairs)
    assert any(None in row.values() for row in rows.values())
    assert set(COLUMNS) == set(ATTRIBUTES)


@pytest.mark.parametrize("threshold", THRESHOLDS)
def test_most_pairs_are_found_and_nearly_all_are_right(
    people: People, links: ProbableLinks, threshold: float
) -> None:
    found = quality(links, people, threshold)
    assert found.precision >= LEAST_PRECISION[threshold]
    assert found.recall >= LEAST_RECALL[threshold]
    assert 600 <= found.person_count < len(people.table)


def test_pairs_are_in_order_and_each_once(links: ProbableLinks) -> None:
    rows = links.pairs.to_pylist()
    assert all(row["left"] < row["right"] for row in rows)
    assert len({(row["left"], row["right"]) for row in rows}) == len(rows)
    probabilities = [row["match_probability"] for row in rows]
    assert probabilities == sorted(probabilities, reverse=True)
    assert all(LEAST_PROBABILITY <= probability <= 1 for probability in probabilities)


def test_persons_left_are_the_connected_parts() -> None:
    pairs = pa.table(
        {
            "left": ["a", "a", "b", "d"],
            "right": ["b", "c", "c", "e"],
            "match_probability": [0.99, 0.95, 0.9, 0.6],
        }
    )
    links = ProbableLinks(pairs, 7, ("email",))
    assert [links.merged_count(threshold) for threshold in (0.5, 0.9, 0.95, 0.97, 1.0)] == [4, 5, 5, 6, 7]


@pytest.mark.slow
def test_the_order_of_the_list_does_not_matter(people: People, links: ProbableLinks) -> None:
    turned = people.table.take(pa.array(range(len(people.table) - 1, -1, -1)))
    assert link_people(turned).pairs.equals(links.pairs)


def test_two_columns_are_too_few(people: People) -> None:
    with pytest.raises(UsageError, match="2 columns to compare people by"):
        link_people(people.table.select(["key", "surname", "email"]))


def test_a_handful_of_people_is_too_few(people: People) -> None:
    with pytest.raises(DataRefused, match="at least 20"):
        link_people(people.table.slice(0, 19))


@pytest.mark.parametrize("same", [False, True])
def test_a_list_that_teaches_nothing_is_refused(same: bool) -> None:
    values = ["one" if same else f"v{number}" for number in range(30)]
    nobody = pa.nulls(30, pa.string())
    table = pa.table(
        {"key": [f"k{n}" for n in range(30)], "surname": values, "city": values, "phone": nobody}
    )
    with pytest.raises(DataRefused, match="nothing to learn from"):
        link_people(table)


def test_splink_is_imported_only_when_asked_for() -> None:
    program = "import journeymine.cli.people, journeymine.build, sys; sys.exit('splink' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
