"""ClickHouse through chdb: a MergeTree table in order, sessions as arrays, its own funnel function."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from chdb.session import Session

from bench import digest
from bench.chain import COMMONEST, FUNNEL, FUNNEL_SECONDS, MEMORY_GB, PAUSE_SECONDS, SANKEY_STEPS
from bench.peers.clock import Clock

SETTINGS = (
    "create database bench",
    "use bench",
    "set output_format_json_quote_64bit_integers = 0",
    f"set max_memory_usage = {MEMORY_GB * 10**9}",
    f"set max_bytes_before_external_group_by = {MEMORY_GB * 10**9 // 2}",
    f"set max_bytes_before_external_sort = {MEMORY_GB * 10**9 // 2}",
)
LOAD = """
    create table events engine = MergeTree order by (customer, time, place) as
    select
        assumeNotNull(customer) as customer,
        toUnixTimestamp64Micro(assumeNotNull(time)) as time,
        assumeNotNull(place) as place,
        assumeNotNull(event)::LowCardinality(String) as event,
        assumeNotNull(channel)::LowCardinality(String) as channel
    from file('{file}', Parquet)
"""
SESSIONS = f"""
    create table sessions engine = MergeTree order by customer as
    with
        arraySort(groupArray((time, place, event))) as walk,
        arrayDifference(walk.1) as pauses,
        arrayJoin(arraySplit((step, pause) -> pause > {PAUSE_SECONDS * 1_000_000}, walk, pauses)) as session
    select customer, session.1 as times, session.3 as path
    from events
    group by customer
"""
LENGTHS = "select length(path) as length, count() from sessions group by length"
FOLLOWS = """
    with
        arrayPopFront(arrayDifference(times)) as pauses,
        arrayJoin(arrayZip(arrayPopBack(path), arrayPopFront(path), pauses)) as pair
    select pair.1, pair.2, count(), quantileExactInclusive(0.5)(pair.3)
    from sessions
    group by pair.1, pair.2
"""
VARIANTS = """
    create table variants engine = Memory as select path, count() as sessions from sessions group by path
"""
COMMONEST_VARIANTS = f"""
    select arrayStringConcat(path, '>'), sessions
    from variants
    order by sessions desc
    limit {COMMONEST} with ties
"""
SANKEY = f"""
    with
        arraySlice(path, 1, {SANKEY_STEPS}) as steps,
        arraySlice(arrayPushBack(path, ''), 2, {SANKEY_STEPS}) as nexts,
        arrayJoin(arrayZip(arrayEnumerate(steps), steps, nexts)) as link
    select link.1, link.2, link.3, count()
    from sessions
    group by link.1, link.2, link.3
"""
ROOM = 1024
"""Places there are for events of one instant, so that time and place make one number."""

FUNNEL_REACHED = f"""
    select {", ".join(f"countIf(depth >= {step})" for step in range(1, len(FUNNEL) + 1))}
    from (
        select windowFunnel({FUNNEL_SECONDS * 1_000_000 * ROOM})(
            toUInt64(time * {ROOM} + place), {", ".join(f"event = '{name}'" for name in FUNNEL)}
        ) as depth
        from events
        where event in {FUNNEL}
        group by customer
    )
"""


def main(file: str) -> None:
    """Do all works, one after another."""
    clock = Clock("chdb", "chdb-core")
    with TemporaryDirectory(dir=Path(file).parent) as folder:
        session = Session(folder)

        def rows(query: str) -> list[list[Any]]:
            answer = session.query(query, "JSONCompact")
            return json.loads(answer.bytes())["data"] if answer and answer.bytes() else []

        for setting in SETTINGS:
            rows(setting)
        clock.work("load", lambda: rows(LOAD.format(file=Path(file).resolve())))
        clock.tell()
        clock.work("sessions", lambda: rows(SESSIONS))
        clock.tell(digest.sessions((length, count) for length, count in rows(LENGTHS)))
        pairs = clock.work("follows", lambda: rows(FOLLOWS))
        clock.tell(digest.follows((event, after, count, us / 1e6) for event, after, count, us in pairs))
        _, commonest = clock.work("variants", lambda: (rows(VARIANTS), rows(COMMONEST_VARIANTS)))
        number, squares = rows("select count(), sum(sessions * sessions) from variants")[0]
        clock.tell(digest.variants(number, squares, ((path, count) for path, count in commonest)))
        links = clock.work("sankey", lambda: rows(SANKEY))
        clock.tell(digest.sankey((place, event, after, count) for place, event, after, count in links))
        clock.tell(digest.funnel(clock.work("funnel", lambda: rows(FUNNEL_REACHED))[0]))
        session.close()


if __name__ == "__main__":
    main(sys.argv[1])
