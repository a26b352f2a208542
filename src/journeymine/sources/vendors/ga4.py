"""Google Analytics 4, the BigQuery export as JSON lines: one object per event, kept whole until the staging
model.
"""

from __future__ import annotations

from journeymine.sources.layouts import Layout, required

LAYOUTS = (
    Layout(
        "ga4",
        "events",
        (
            required("event_timestamp", "microseconds since 1970, UTC; vendor documentation"),
            required("event_name", "name of the event; vendor documentation"),
        ),
    ),
)
