"""The least there is to do: DuckDB reads the columns that a run needs and sorts them into a table on disk.

python -m bench.baseline bench/.data/1000000/events-*.parquet out.duckdb
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

SCAN_AND_SORT = """
    create or replace table sorted as
    select id, time, event, page, channel, campaign, device, account, cookie, price, quantity, currency
    from read_parquet($files)
    order by coalesce(account, cookie), time, id
"""


def main(files: list[str], target: str) -> None:
    """Read and sort with the settings that a run has by default: two threads, 4 GB."""
    Path(target).unlink(missing_ok=True)
    connection = duckdb.connect(target, config={"threads": "2", "memory_limit": "4GB"})
    connection.execute(SCAN_AND_SORT, {"files": files})
    connection.close()


if __name__ == "__main__":
    main(sys.argv[1:-1], sys.argv[-1])
