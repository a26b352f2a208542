"""The shared snapshot follows CURRENT, at most every few seconds, and never closes under a reader."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from journeymine.errors import JourneymineError, NothingPublished
from journeymine.present.dashboard.state import Holder
from tests.present.dashboard.editions import PUBLISHED_AT, Clock, publish_generation


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    return publish_generation(tmp_path / "warehouse")


def test_nothing_published_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(NothingPublished):
        Holder(tmp_path, Clock())


def test_a_newer_generation_is_shown_after_a_few_seconds_and_not_before(warehouse: Path) -> None:
    clock = Clock()
    holder = Holder(warehouse, clock)
    publish_generation(warehouse, gen=2, at=clock.now)
    clock.wait(seconds=1)
    assert holder.edition().generation == 1
    clock.wait(seconds=2)
    assert holder.edition().generation == 2
    with holder.using() as (edition, snapshot):
        assert (edition.generation, snapshot.generation) == (2, 2)
    holder.close()


def test_who_reads_the_older_one_may_finish(warehouse: Path) -> None:
    clock = Clock()
    holder = Holder(warehouse, clock)
    with holder.using() as (edition, snapshot):
        publish_generation(warehouse, gen=2)
        clock.wait(seconds=10)
        assert holder.edition().generation == 2
        assert len(snapshot.table("journeys")) == 900
        assert edition.generation == 1
    with pytest.raises(JourneymineError):
        snapshot.table("journeys")
    holder.close()


def test_what_is_held_stays_when_the_next_cannot_be_opened(warehouse: Path) -> None:
    clock = Clock()
    holder = Holder(warehouse, clock)
    (warehouse / "published" / "CURRENT.json").unlink()
    clock.wait(minutes=1)
    with holder.using() as (edition, snapshot):
        assert edition.generation == 1
        assert len(snapshot.table("stages")) == 7
    holder.close()


def test_a_clock_that_was_set_back_does_not_stop_the_looking(warehouse: Path) -> None:
    clock = Clock()
    holder = Holder(warehouse, clock)
    publish_generation(warehouse, gen=2)
    clock.wait(hours=-3)
    assert holder.edition().generation == 2
    assert holder.age() == timedelta(0)
    holder.close()


def test_age_is_that_of_the_publication(warehouse: Path) -> None:
    clock = Clock(PUBLISHED_AT + timedelta(hours=30))
    holder = Holder(warehouse, clock)
    assert holder.age() == timedelta(hours=30)
    holder.close()
