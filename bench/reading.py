"""One reading of one file, measured as a whole process: by the package with its gate on, or by DuckDB's bare
reader.

python -m bench.reading ours bench/.data/1000000/events.csv
python -m bench.reading theirs bench/.data/1000000/events.csv
"""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

READERS = {".csv": "read_csv", ".jsonl": "read_json", ".parquet": "read_parquet"}
MEMORY = "1500MB"
SETTINGS: dict[str, str | bool | int | float | list[str]] = {"threads": "2", "memory_limit": MEMORY}


def main(side: str, path: Path) -> int:
    """Read a file into a temporary table of a database on disk.

    Returns:
        Its rows.
    """
    with _database() as database:
        return _ours(path, database) if side == "ours" else _theirs(path, database)


def write_copies(data: Path) -> dict[str, Path]:
    """The events of a folder as one file of each format, written where they are not there yet.

    Args:
        data: a folder with `events-*.parquet`.

    Returns:
        The files by ending.
    """
    files = sorted(str(path) for path in data.glob("events-*.parquet"))
    copies = {ending: data / f"copy{ending}" for ending in READERS}
    connection = duckdb.connect(config=SETTINGS)
    connection.execute("set TimeZone = 'UTC'")
    for ending, path in copies.items():
        if not path.exists():
            how = {".csv": "(format csv, header)", ".jsonl": "(format json)", ".parquet": "(format parquet)"}
            connection.execute(
                f"copy (select * from read_parquet($files)) to '{path}' {how[ending]}", {"files": files}
            )
    connection.close()
    return copies


def _theirs(path: Path, database: Path) -> int:
    connection = duckdb.connect(str(database), config=SETTINGS)
    connection.execute("set enable_progress_bar = false")
    reader = READERS[path.suffix]
    connection.execute(f"create temporary table t as select * from {reader}($path)", {"path": str(path)})
    return connection.execute("select count(*) from t").fetchall()[0][0]


def _ours(path: Path, database: Path) -> int:
    from journeymine.config import load
    from journeymine.engine import DuckEngine
    from journeymine.sources import SourceFile, read

    source = load(path.parent / "journey.yaml").sources["web"]
    engine = DuckEngine.open(database, memory_limit=MEMORY, threads=2, spill=database.parent / "spill")
    raw = read(engine, SourceFile(source, "events", path, path.name), path)
    if len(raw.rejects):
        raise SystemExit(f"{len(raw.rejects)} rows were refused")
    return raw.row_count


@contextmanager
def _database() -> Generator[Path]:
    with TemporaryDirectory(dir=Path(__file__).parent / ".data") as folder:
        yield Path(folder) / "read.duckdb"


if __name__ == "__main__":
    print(main(sys.argv[1], Path(sys.argv[2])))
