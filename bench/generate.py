"""Makes the raw web events of the benchmark, merges of accounts, the next day and the journey file.

    python -m bench.generate 1e6 bench/.data/1000000
    python -m bench.generate 1e7 somewhere --giant 1e6

Customers keep to one part of five million events, so that memory does not grow with the size.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from bench.events import make_giant, make_part
from bench.increment import Memory, next_day

PART_ROWS = 5_000_000
INCREMENT_SHARE = 0.005


def write_data(rows: int, folder: Path, *, seed: int = 7, as_csv: bool = False, giant: int = 0) -> None:
    """Write the events in files of five million, the merges, the next day and the journey file.

    The next day's rows and merges are in `increment/`, where no glob of the journey file finds them.

    Args:
        rows: how many events, without those of the next day.
        folder: made where it is missing.
        seed: of the random numbers.
        as_csv: CSV in place of Parquet.
        giant: how many of the events are those of one customer, in a file of their own.
    """
    ending = "csv" if as_csv else "parquet"
    (folder / "increment").mkdir(parents=True, exist_ok=True)
    memory = Memory(seed)
    for number, begin in enumerate(range(0, rows - giant, PART_ROWS)):
        part = make_part(min(PART_ROWS, rows - giant - begin), seed + number, number * PART_ROWS)
        write_table(part.table, folder / f"events-{number:03d}.{ending}")
        memory.keep(part)
    beyond = rows // PART_ROWS + 1
    if giant:
        part = make_giant(giant, seed + beyond, beyond * PART_ROWS)
        write_table(part.table, folder / f"events-giant.{ending}")
        memory.keep(part)
    write_table(memory.links(), folder / f"links-000.{ending}")
    day = next_day(memory, max(int(rows * INCREMENT_SHARE), 10), (beyond + 1) * PART_ROWS)
    write_table(day, folder / "increment" / f"events-000.{ending}")
    write_table(memory.later_links(), folder / "increment" / f"links-000.{ending}")
    template = Path(__file__).with_name("journey.yaml").read_text(encoding="utf-8")
    (folder / "journey.yaml").write_text(template.replace(".parquet", f".{ending}"), encoding="utf-8")


def write_table(table: pa.Table, path: Path) -> None:
    """Write a table as the path's ending says."""
    if path.suffix == ".csv":
        pyarrow.csv.write_csv(table, path)
    else:
        pq.write_table(table, path, compression="zstd")


def main() -> None:
    """Write as asked for on the command line."""
    parser = argparse.ArgumentParser(description="Make raw web events.")
    parser.add_argument("rows", type=float)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--csv", action="store_true")
    parser.add_argument("--giant", type=float, default=0, help="events of one customer among them")
    asked = parser.parse_args()
    write_data(int(asked.rows), asked.folder, seed=asked.seed, as_csv=asked.csv, giant=int(asked.giant))


if __name__ == "__main__":
    main()
