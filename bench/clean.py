"""The one input of all sides: raw events without copies, each with its customer, in the order of arrival.

    python -m bench.clean bench/.data/1000000

Writes clean.parquet: customer, time, place, event, channel. How customers are found is kept simple: an
event is its account's; without one, it belongs to the first account seen on its cookie; without that,
to the cookie. The merges of links-*.parquet are left alone. Of rows with one id the first to arrive
stays. Events of a customer at one instant are numbered from 0 as they arrived (`place`), so that
customer, time and place order all events.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

SETTINGS: dict[str, str | bool | int | float | list[str]] = {"memory_limit": "4GB", "threads": "2"}

NUMBERED = """
    create table arrived as
    select
        list_position($files, filename) * 1_000_000_000_000 + file_row_number as arrival,
        id, time at time zone 'UTC' as time, event, channel, account, cookie
    from read_parquet($files, filename = true, file_row_number = true)
"""
COPIES = """
    create table copies as
    with repeated as (select id from arrived group by id having count(*) > 1)
    select arrival from arrived semi join repeated using (id)
    qualify row_number() over (partition by id order by arrival) > 1
"""
ACCOUNT_OF_COOKIE = """
    create table owners as
    select cookie, arg_min(account, (time, arrival)) as account
    from arrived where account is not null group by cookie
"""
NAMED = """
    create table named as
    select arrival, time, event, channel, coalesce(arrived.account, owners.account, cookie) as name
    from arrived
    left join owners using (cookie)
    anti join copies using (arrival)
"""
NUMBERS = """
    create table customers as
    select name, row_number() over (order by name) as customer from (select distinct name from named)
"""
PLACED = """
    create table placed as
    select
        arrival, customer::integer as customer, time,
        (row_number() over (partition by customer, time order by arrival) - 1)::integer as place,
        event, channel
    from named
    join customers using (name)
"""
WRITTEN = """
    copy (select customer, time, place, event, channel from placed order by arrival)
    to '{target}' (format parquet, compression zstd)
"""


def write_clean(folder: Path) -> Path:
    """Write clean.parquet from the events of a folder.

    Args:
        folder: with `events-*.parquet`.

    Returns:
        The file.
    """
    target = folder / "clean.parquet"
    files = sorted(str(path) for path in folder.glob("events-*.parquet"))
    with TemporaryDirectory(dir=folder) as spill:
        connection = duckdb.connect(f"{spill}/clean.duckdb", config=SETTINGS)
        connection.execute("set TimeZone = 'UTC'")
        connection.execute("set enable_progress_bar = false")
        connection.execute(NUMBERED, {"files": files})
        for step in (COPIES, ACCOUNT_OF_COOKIE, NAMED, NUMBERS, PLACED):
            connection.execute(step)
        connection.execute(WRITTEN.format(target=target))
        connection.close()
    return target


if __name__ == "__main__":
    print(write_clean(Path(sys.argv[1])))
