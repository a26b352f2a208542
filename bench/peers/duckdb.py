"""DuckDB: SQL by hand, in memory, events as an enum, sorted once; lists for the paths.

Windows without `partition by` and `order by` walk the rows as they are stored: in order, after the sort.
"""

from __future__ import annotations

import sys
from typing import Any

import duckdb

from bench import digest
from bench.chain import COMMONEST, FUNNEL, FUNNEL_SECONDS, MEMORY_GB, PAUSE_SECONDS, SANKEY_STEPS
from bench.peers.clock import Clock

LOAD = """
    create type event_name as enum (select distinct event from read_parquet('{file}') order by event);
    create table events as
    select customer, epoch_us(time) as time, place, event::event_name as event, channel
    from read_parquet('{file}')
"""
ORDERED = """
    create table ordered as
    select customer, time, place, event from events order by customer, time, place
"""
SESSIONS = """
    create table walked as
    with
        numbered as (
            select
                *,
                row_number() over () as number,
                lag(customer) over () = customer as is_next
            from ordered
        ),
        paused as (
            select
                number, event,
                case when is_next then time - lag(time) over () end as pause,
                case when is_next then lag(event) over () end as event_before
            from numbered
        )
    select *, sum((coalesce(pause, $pause + 1) > $pause)::integer) over (rows unbounded preceding) as session
    from paused
"""
LENGTHS = (
    "select length, count(*) from (select count(*) as length from walked group by session) group by length"
)
FOLLOWS = """
    select event_before::varchar, event::varchar, count(*), median(pause) / 1e6
    from walked
    where pause <= $pause
    group by all
"""
PATHS = "create table paths as select list(event order by number) as path from walked group by session"
VARIANTS = "create table variants as select path, count(*) as sessions from paths group by path"
COMMONEST_VARIANTS = """
    select array_to_string(path, '>'), sessions
    from variants
    where sessions >= (
        select min(sessions) from (select sessions from variants order by sessions desc limit $most)
    )
"""
SANKEY = """
    select place, path[place]::varchar, path[place + 1]::varchar, count(*)
    from paths, range(1, $steps + 1) as places(place)
    where place <= len(path)
    group by all
"""
FUNNEL_REACHED = """
    with
        at_first as (
            select customer, time, place, event, max(time) filter (event = $first) over so_far as start
            from ordered
            where event in ($first, $second, $third, $fourth)
            window so_far as (partition by customer order by time, place rows unbounded preceding)
        ),
        at_second as (
            select *, max(start) filter (event = $second and time - start <= $within) over so_far as start_2
            from at_first
            window so_far as (partition by customer order by time, place rows unbounded preceding)
        ),
        at_third as (
            select
                *, max(start_2) filter (event = $third and time - start_2 <= $within) over so_far as start_3
            from at_second
            window so_far as (partition by customer order by time, place rows unbounded preceding)
        )
    select
        count(distinct customer) filter (start is not null),
        count(distinct customer) filter (start_2 is not null),
        count(distinct customer) filter (start_3 is not null),
        count(distinct customer) filter (event = $fourth and time - start_3 <= $within)
    from at_third
"""
PAUSE = {"pause": PAUSE_SECONDS * 1_000_000}
STEPS = {
    **dict(zip(("first", "second", "third", "fourth"), FUNNEL, strict=True)),
    "within": FUNNEL_SECONDS * 1_000_000,
}


def main(file: str) -> None:
    """Do all works, one after another."""
    clock = Clock("duckdb")
    connection = duckdb.connect(config={"memory_limit": f"{MEMORY_GB}GB"})
    connection.execute("set enable_progress_bar = false")

    def rows(query: str, **values: object) -> list[tuple[Any, ...]]:
        return connection.execute(query, values or None).fetchall()

    clock.work("load", lambda: rows(LOAD.format(file=file)))
    clock.tell()
    clock.work("sessions", lambda: (rows(ORDERED), rows(SESSIONS, **PAUSE)))
    clock.tell(digest.sessions(rows(LENGTHS)))
    clock.tell(digest.follows(clock.work("follows", lambda: rows(FOLLOWS, **PAUSE))))
    found = clock.work(
        "variants", lambda: (rows(PATHS), rows(VARIANTS), rows(COMMONEST_VARIANTS, most=COMMONEST))
    )
    clock.tell(digest.variants(*rows("select count(*), sum(sessions * sessions) from variants")[0], found[2]))
    clock.tell(digest.sankey(clock.work("sankey", lambda: rows(SANKEY, steps=SANKEY_STEPS))))
    clock.tell(digest.funnel(clock.work("funnel", lambda: rows(FUNNEL_REACHED, **STEPS))[0]))


if __name__ == "__main__":
    main(sys.argv[1])
