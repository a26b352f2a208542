"""A file larger than the memory that the database may use is loaded."""

from __future__ import annotations

from pathlib import Path

import pytest

from journeymine import build
from journeymine.config import load

MEMORY = 400_000_000
FILE = """\
memory_limit: 400MB
sources:
  web:
    vendor: table
    files: events.csv
    timezone: UTC
    sessionize: true
    columns: {time: time, event: event, event_id: id, page: page}
    keys: {user: user}
touchpoints:
  - {name: any, stage: awareness, when: {event: "*"}}
"""


@pytest.mark.slow
def test_a_file_larger_than_the_memory_limit(tmp_path: Path) -> None:
    rows = 4_800_000
    with (tmp_path / "events.csv").open("w", encoding="utf-8") as file:
        file.write("id,time,event,page,user\n")
        for first in range(0, rows, 100_000):
            file.writelines(
                f"event-{i:012},2026-01-{i % 28 + 1:02} {i % 24:02}:{i % 60:02}:{i % 59:02},view,"
                f"/a/page/of/the/shop/{i % 997},customer-{i * 7919 % 500_000:08}\n"
                for i in range(first, first + 100_000)
            )
    assert (tmp_path / "events.csv").stat().st_size > MEMORY
    (tmp_path / "journey.yaml").write_text(FILE, encoding="utf-8")
    with build.open_run(load(tmp_path / "journey.yaml")) as run:
        run.do(build.STEPS[0])
        (counts,) = run.files
    assert (counts.row_count, counts.loaded_count, counts.rejected_count) == (rows, rows, 0)
