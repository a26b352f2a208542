"""Cohorts kept by their ids."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from journeymine.errors import DataRefused, UsageError
from journeymine.questions.cohorts import cohort, cohorts, delete_cohort
from journeymine.questions.funnel import funnel
from tests.questions.grounds import made_ground
from tests.questions.shoppers import ACTS, PLACES, ground, ids


def test_kept_by_ids(tmp_path: Path) -> None:
    folder = tmp_path / "cohorts"
    on = ground({"buyers": "did buy"}, folder)
    cohort(on, "did cart").save("left at payment")
    assert ids("left at payment", on=on) == ["ann", "bob"]
    assert ids('in "left at payment" and did buy', on=on) == ["ann"]
    assert [path.name for path in folder.iterdir()] == ["left at payment.parquet"]
    assert pq.read_table(folder / "left at payment.parquet").column_names == ["customer_id"]
    assert (folder / "left at payment.parquet").stat().st_mode & 0o077 == 0
    again = cohort(on, "left at payment")
    assert again.note is None
    assert again.definition.asked["when"] == 'in "left at payment"'
    table = cohorts(on)
    assert table.to_pylist()[0] == {
        "name": "buyers",
        "kept": "journey file",
        "unit": "customer",
        "definition": "did buy",
        "generation": None,
    }
    assert table["generation"].to_pylist() == [None, 1]
    delete_cohort(on, "left at payment")
    assert cohorts(on)["name"].to_pylist() == ["buyers"]


def test_a_saved_text_has_its_arguments_in_order(tmp_path: Path) -> None:
    on = ground(folder=tmp_path / "cohorts")
    lost = funnel(on, ["view", "buy"], window="1d", unit="session").lost(1)
    lost.save("lost")
    (told,) = cohorts(on)["definition"].to_pylist()
    assert told == lost.definition.text()
    said = ("steps view > buy", "window 1d", "order ordered", "entry any", "units lost")
    places = [told.index(part) for part in said]
    assert places == sorted(places)


def test_kept_sessions(tmp_path: Path) -> None:
    on = ground(folder=tmp_path / "cohorts")
    cohort(on, "did view", "session").save("looks")
    assert ids("looks", on=on) == ["session-0", "session-4", "session-7"]
    assert ids("looks", "customer", on=on) == ["ann", "bob"]


def test_kept_in_an_older_generation(tmp_path: Path) -> None:
    folder = tmp_path / "cohorts"
    cohort(ground(folder=folder), "did cart").save("full carts")
    later = made_ground([act for act in ACTS if act.customer != "bob"], PLACES, folder=folder)
    later = replace(later, generation=2)
    found = cohort(later, "full carts")
    assert found.ids()["customer_id"].to_pylist() == ["ann"]
    assert found.note == (
        "cohort 'full carts' has the ids of generation 1; 1 of its 2 customers are not in this one"
    )
    assert "generation 1" in repr(found)
    assert "generation 1" in repr(found & cohort(later, "did buy"))


def test_a_name_is_taken(tmp_path: Path) -> None:
    on = ground({"buyers": "did buy"}, tmp_path / "cohorts")
    carts = cohort(on, "did cart")
    carts.save("carts")
    with pytest.raises(UsageError, match="there is a saved cohort 'carts'"):
        carts.save("carts")
    assert cohort(on, "did buy").save("carts", replace=True).count == 2
    assert ids("carts", on=on) == ["ann", "cyd"]
    with pytest.raises(UsageError, match="the journey file has a cohort 'buyers'"):
        carts.save("buyers")
    with pytest.raises(UsageError, match="the journey file's; take it out there"):
        delete_cohort(on, "buyers")
    with pytest.raises(UsageError, match="no saved cohort 'crts'; nearest: carts"):
        delete_cohort(on, "crts")


@pytest.mark.parametrize("name", ["a/b", "../up", "ważne", "سلة", ".hidden", 'say "x"', "x" * 120, "ż" * 120])
def test_any_name_is_a_file_of_its_own(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "cohorts"
    on = ground(folder=folder)
    cohort(on, "did cart").save(name)
    assert ids(name, on=on) == ["ann", "bob"]
    assert cohorts(on)["name"].to_pylist() == [name]
    assert [path.parent for path in tmp_path.rglob("*.parquet")] == [folder]


def test_names_that_are_none(tmp_path: Path) -> None:
    on = ground(folder=tmp_path / "cohorts")
    for name in (" ", "x" * 121):
        with pytest.raises(UsageError, match="1 to 120 characters"):
            cohort(on, "did cart").save(name)
    with pytest.raises(UsageError, match="there is none here"):
        cohort(ground(), "did cart").save("carts")
    with pytest.raises(UsageError, match="no saved cohort"):
        delete_cohort(ground(), "carts")


def test_a_broken_file_is_said(tmp_path: Path) -> None:
    folder = tmp_path / "cohorts"
    folder.mkdir()
    (folder / "carts.parquet").write_bytes(b"PAR1")
    with pytest.raises(DataRefused, match="carts.parquet can't be read"):
        ids("carts", on=ground(folder=folder))
