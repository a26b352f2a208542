"""D21 to D26: the same rows again, corrected, late, or in another order, through the command line."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.gate.shop import GOOD, Shop, fresh, journey_file, rows, text

DAYS = {day: text(rows(10 * day, 10, f"2026-01-{day:02}")) for day in (1, 2, 3)}


def test_d21_the_same_file_twice(shop: Shop) -> None:
    """Nothing new, and the published generation stays."""
    before = shop.served()
    shop.put("good.csv", GOOD)
    assert shop.run().stdout == "nothing new: generation 1 stays\n"
    assert shop.served() == before


def test_d21_the_same_bytes_under_another_name(shop: Shop) -> None:
    """The same."""
    before = shop.served()
    shop.put("copy of good.csv", GOOD)
    assert shop.run().stdout == "nothing new: generation 1 stays\n"
    assert shop.served() == before


@pytest.mark.parametrize("name", ["good.csv", "good again.csv"])
def test_d22_a_corrected_export(shop: Shop, tmp_path: Path, name: str) -> None:
    """The newest wins, no event is added, and the bytes of both exports are kept in the landing."""
    corrected = GOOD.replace(b"e3,2026-01-05 03:03:00,buy,u3", b"e3,2026-01-05 03:30:00,look,u3")
    assert corrected != GOOD
    shop.put(name, corrected)
    shop.run()
    assert shop.ask("select count(*) as n from events") == [(20,)]
    assert shop.ask("select event_name, occurred_at::varchar as at from events where event_id = 'e3'") == [
        ("look", "2026-01-05 03:30:00+00")
    ]
    assert sorted(shop.counts()) == sorted([("good.csv", 20, 20, 0, 0), (name, 20, 1, 0, 19)])
    assert len(list((shop.folder / "warehouse" / "landing" / "shop").iterdir())) == 2
    other = fresh(tmp_path / "corrected", journey_file(), [("good.csv", corrected)])
    other.run()
    assert other.fingerprint == shop.fingerprint


def test_d22_overlapping_exports(shop: Shop, tmp_path: Path) -> None:
    """Rows that two exports share count once."""
    shop.put("overlap.csv", text(rows(10, 20)))
    shop.run()
    assert shop.counts() == [("good.csv", 20, 20, 0, 0), ("overlap.csv", 20, 10, 0, 10)]
    other = fresh(tmp_path / "whole", journey_file(), [("all.csv", text(rows(0, 30)))])
    other.run()
    assert other.fingerprint == shop.fingerprint


def nights(folder: Path, order: Sequence[int]) -> str:
    """The fingerprint after one night per day, days in this order."""
    shop = fresh(folder, journey_file(), [])
    for day in order:
        shop.put(f"{day}.csv", DAYS[day])
        shop.run()
    return shop.fingerprint


def test_d23_days_in_any_order(tmp_path: Path) -> None:
    """Night by night as 3, 1, 2, as 1, 2, 3, or all in one night."""
    together = fresh(tmp_path / "one", journey_file(), [(f"{day}.csv", DAYS[day]) for day in (2, 3, 1)])
    together.run()
    found = {nights(tmp_path / "a", (3, 1, 2)), nights(tmp_path / "b", (1, 2, 3)), together.fingerprint}
    assert len(found) == 1


def test_d24_an_event_twenty_days_late(shop: Shop, tmp_path: Path) -> None:
    """The customer's path is that of a warehouse which had it in time."""
    late = text(["late,2026-01-05 03:00:30,look,u3", "early,2025-12-16 10:00:00,buy,u3"])
    shop.put("new.csv", text(rows(100, 20, "2026-01-25")))
    shop.run()
    before = shop.fingerprint
    shop.put("late.csv", late)
    shop.run()
    files = [("1.csv", late), ("2.csv", GOOD), ("3.csv", text(rows(100, 20, "2026-01-25")))]
    other = fresh(tmp_path / "rebuilt", journey_file(), files)
    other.run()
    path = "select customer_id, stage from journey_steps order by customer_id, step_index"
    assert shop.ask(path) == other.ask(path)
    assert shop.fingerprint == other.fingerprint != before


def test_d26_ties_in_any_order(tmp_path: Path) -> None:
    """Five events of one instant, shuffled three times, some with ids and some without."""
    what = ["look", "buy", "look", "hover", "buy"]
    lines = [
        f"{f'e{i}' if i % 2 else ''},2026-01-05 10:00:00,{name},{'u1' if i < 4 else 'u2'}"
        for i, name in enumerate(what)
    ]
    found: set[str] = set()
    for turn in range(3):
        random.Random(turn).shuffle(lines)
        shop = fresh(tmp_path / str(turn), journey_file(), [("a.csv", text(lines))])
        shop.run()
        assert shop.ask("select count(*) as n from events") == [(5,)]
        found.add(shop.fingerprint)
    assert len(found) == 1
