"""What ClickHouse's windowFunnel says of a log; run by asking.py in an environment that has chdb.

The word after the script's name is JSON: a list of [steps, window in seconds, modes]. Prints the level of
each case for each of them.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from chdb.session import Session  # pyright: ignore[reportMissingImports]


def levels(session: Session, steps: list[str], window: int, modes: list[str]) -> dict[str, int]:
    """The level of each case."""
    told = ", ".join(str(word) for word in (window, *(f"'{mode}'" for mode in modes)))
    conditions = ", ".join(f"event = '{step}'" for step in steps)
    found = session.query(
        f"select who, windowFunnel({told})(toDateTime(second), {conditions}) as level from log group by who",
        "JSONCompactEachRow",
    )
    return {who: int(level) for who, level in map(json.loads, str(found).splitlines())}


with tempfile.TemporaryDirectory() as folder:
    file = Path(folder) / "log.csv"
    file.write_text(sys.stdin.read(), encoding="utf-8")
    session = Session()
    session.query("create table log (who String, event String, second UInt32) engine = Memory")
    layout = "CSV, 'who String, event String, second UInt32'"
    session.query(f"insert into log select * from file('{file}', {layout})")
    print(json.dumps([levels(session, *each) for each in json.loads(sys.argv[1])]))
