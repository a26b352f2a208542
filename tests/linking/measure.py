"""Precision and recall of probable links over made-up people: python -m tests.linking.measure"""

from __future__ import annotations

from dataclasses import dataclass

from journeymine.linking import THRESHOLDS, ProbableLinks, link_people
from tests.linking.people import People, made_people

SEED, ORIGINALS = 1, 3_000


@dataclass(frozen=True)
class Quality:
    """How right the pairs above a threshold are.

    Attributes:
        precision: share of the pairs that are one person.
        recall: share of the pairs of one person that are found.
        person_count: persons that are left of the list.
    """

    precision: float
    recall: float
    person_count: int


def quality(links: ProbableLinks, people: People, threshold: float) -> Quality:
    """Precision and recall of the pairs above a threshold."""
    found = set(links.above(threshold))
    right = len(found & people.pairs)
    return Quality(right / len(found), right / len(people.pairs), links.merged_count(threshold))


def main() -> None:
    """Print the figures that docs/identity.md has."""
    people = made_people(SEED, ORIGINALS)
    links = link_people(people.table)
    print(
        f"{len(people.table):,} records of {ORIGINALS:,} persons, {len(people.pairs):,} pairs of one person"
    )
    print("| probability | precision | recall | persons left |\n|---|---|---|---|")
    for threshold in THRESHOLDS:
        found = quality(links, people, threshold)
        print(f"| {threshold} | {found.precision:.4f} | {found.recall:.3f} | {found.person_count:,} |")


if __name__ == "__main__":
    main()
