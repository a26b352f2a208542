"""Logs for the comparison with other programs: made up from a seed, or the ecom set where it is."""

from __future__ import annotations

import csv
import gzip
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from journeymine.questions.ground import Ground
from tests.peers.asking import Row
from tests.questions.grounds import made_ground
from tests.walk.made import SECOND, START, Act

ECOM = Path(__file__).parents[3] / "shared" / "data" / "ecom" / "ecom.csv.gz"
_GAPS = (1, 5, 60, 1800, 3600, 86_400)
_SECONDS = 86_400


def made_rows(seed: int, cases: int = 120) -> list[Row]:
    """A log of events that like to repeat, each at a second of its own."""
    chance, rows = random.Random(seed), list[Row]()
    for case in range(cases):
        at, event = START // SECOND, "a"
        for _ in range(chance.randint(1, 30)):
            event = event if chance.random() < 0.25 else chance.choice("abcdefgh")
            at += chance.choice(_GAPS)
            rows.append((f"case{case:03d}", event, at))
    return rows


def ecom_rows(case: str = "user_id") -> list[Row]:
    """The ecom set's events by user or session, in the order of its file inside a second."""
    if not ECOM.exists():
        pytest.skip("the real data sets are not beside this checkout")
    with gzip.open(ECOM, "rt", encoding="utf-8", newline="") as lines:
        rows = [(line[case], line["event"], _second(line["timestamp"])) for line in csv.DictReader(lines)]
    return sorted(rows, key=lambda row: (row[0], row[2]))


def _second(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def ground_of(rows: list[Row]) -> Ground:
    """The same log as ours: a case is a customer with one journey, each event a touchpoint of its name."""
    return made_ground([Act(case, second * SECOND - START, event) for case, event, second in rows])
