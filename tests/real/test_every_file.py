"""Every file of the outside sets: each record read or refused with a reason, through the readers alone and
through a whole load.
"""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from journeymine import build
from journeymine.config import load
from journeymine.engine import DuckEngine
from journeymine.sources.blocks import TextFile
from journeymine.sources.delimited import Writing, read_delimited
from journeymine.sources.jsonlines import read_records_of
from journeymine.sources.registry import entities_of
from journeymine.sources.tabular import read_parquet

SETS = Path(__file__).parents[3] / "shared" / "data"
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not SETS.is_dir(), reason="the real data sets are not beside this checkout"),
]
ENDINGS = (".csv", ".csv.gz", ".jsonl", ".parquet")
FILES = sorted(path for path in SETS.rglob("*") if path.name.endswith(ENDINGS)) if SETS.is_dir() else []
VENDORS = {
    "salesforce": ("salesforce", "sf_{}_data.csv"),
    "zendesk": ("zendesk", "{}_data.csv"),
    "hubspot": ("hubspot", "{}_data.csv"),
    "qualtrics": ("qualtrics", "{}.csv"),
}
FILE = """\
sources:
{sources}
  shop:
    vendor: snowplow
    files: {{events: "{sets}/snowplow_ecommerce/source/snowplow_ecommerce_events.csv"}}
  web: {{vendor: snowplow, files: {{events: "{sets}/snowplow_web/snowplow_web_events.csv"}}}}
  attribution:
    vendor: snowplow
    files: {{events: "{sets}/fractribution/snowplow_fractribution_events.csv"}}
  clicks:
    vendor: table
    files: "{sets}/ecom/ecom.csv.gz"
    timezone: UTC
    columns: {{time: timestamp, event: event}}
    keys: {{user: user_id}}
  sessions:
    vendor: table
    files: otto.jsonl
    columns: {{time: {{column: ts, unit: ms}}, event: type}}
    keys: {{anonymous: session}}
touchpoints:
  - {{name: any, stage: awareness, when: {{event: "*"}}}}
"""


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SETS)))
def test_the_readers_lose_no_record(path: Path) -> None:
    read, refused = counted(path)
    assert (read, refused) == (records(path), 0)


def counted(path: Path) -> tuple[int, int]:
    """Records that the reader gives, and those that it refuses."""
    text = TextFile(path, path.name, "utf-8", is_json=path.name.endswith(".jsonl"))
    if path.suffix == ".parquet":
        pieces = list(read_parquet(path, path.name))
    elif text.is_json:
        engine = DuckEngine.open(None)
        pieces = list(read_records_of(engine, text))
    else:
        pieces = list(read_delimited(text, Writing()))
    return sum(piece.row_count for piece in pieces), sum(len(piece.rejects) for piece in pieces)


def records(path: Path) -> int:
    """Records by the standard library, a header not among them."""
    if path.suffix == ".parquet":
        return pq.read_metadata(path).num_rows
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8", newline="") as file:
        if path.suffix == ".jsonl":
            return sum(1 for line in file if line.strip())
        return sum(1 for row in csv.reader(file) if row) - 1


def test_a_load_accounts_for_every_record(tmp_path: Path) -> None:
    """All tables with a customer's act or key in them, in one warehouse."""
    write_otto(tmp_path / "otto.jsonl")
    lines: list[str] = []
    named = FILE.count("vendor:")
    for folder, (vendor, pattern) in VENDORS.items():
        paths = {entity: SETS / folder / pattern.format(entity) for entity in entities_of(vendor)}
        found = [f'{entity}: "{path}"' for entity, path in paths.items() if path.exists()]
        named, files = named + len(found), ", ".join(found)
        lines.append(
            f"  {folder}: {{vendor: {vendor}, timezone: UTC, max_reject_rate: 1, files: {{{files}}}}}"
        )
    (tmp_path / "journey.yaml").write_text(FILE.format(sources="\n".join(lines), sets=SETS), encoding="utf-8")
    with build.open_run(load(tmp_path / "journey.yaml")) as run:
        run.do(build.STEPS[0])
        assert len(run.files) == named
        for file in run.files:
            assert file.row_count == file.loaded_count + file.rejected_count + file.duplicate_count
            assert sum(count for _, count in file.reasons) == file.rejected_count
        remedies = run.engine.query("select count(*) as n from rejects where remedy = ''")["n"][0].as_py()
        clicks = run.engine.query(
            "select event_name, count(*) as n from event_log where source = 'sessions' "
            "group by all order by all"
        ).to_pylist()
    assert remedies == 0
    assert clicks == [
        {"event_name": "carts", "n": 52},
        {"event_name": "clicks", "n": 800},
        {"event_name": "orders", "n": 10},
    ]


def write_otto(target: Path) -> None:
    """The set's sessions as one line per event: a list inside a record is taken apart before a table."""
    with target.open("w", encoding="utf-8") as out:
        for line in (SETS / "otto" / "train.jsonl").read_text(encoding="utf-8").splitlines():
            session = json.loads(line)
            for place, event in enumerate(session["events"]):
                out.write(json.dumps({**event, "session": f"s{session['session']}", "place": place}) + "\n")
