"""The state of a warehouse in a few lines."""

from __future__ import annotations

from datetime import UTC, datetime

import pyarrow as pa

from journeymine.snapshot import Snapshot


def status_table(snapshot: Snapshot) -> pa.Table:
    """One row: what is published, as of when, how much of it, and how the last run ended.

    Returns:
        Columns generation, fingerprint, as_of, published_at, age_hours, run_id, run_status, event_count,
        customer_count,
        journey_count, file_count, row_count, loaded_count, rejected_count, duplicate_count.
    """
    counts = snapshot.engine.query(
        "select (select count(*) from events) as event_count, "
        "(select count(*) from customers) as customer_count, "
        "(select count(*) from journeys) as journey_count, count(*) as file_count, "
        "cast(coalesce(sum(row_count), 0) as bigint) as row_count, "
        "cast(coalesce(sum(loaded_count), 0) as bigint) as loaded_count, "
        "cast(coalesce(sum(rejected_count), 0) as bigint) as rejected_count, "
        "cast(coalesce(sum(duplicate_count), 0) as bigint) as duplicate_count from files"
    ).to_pylist()[0]
    last = snapshot.table("runs").sort_by([("started_at", "descending")]).slice(0, 1).to_pylist()
    first = {
        "generation": snapshot.generation,
        "fingerprint": snapshot.fingerprint,
        "as_of": snapshot.as_of,
        "published_at": snapshot.published_at,
        "age_hours": round((datetime.now(UTC) - snapshot.published_at).total_seconds() / 3600, 2),
        "run_id": last[0]["run_id"] if last else None,
        "run_status": last[0]["status"] if last else None,
    }
    return pa.Table.from_pylist([{**first, **counts}])
