"""Google Analytics 4, the BigQuery export as JSON lines: one object per event, kept whole until the staging
model.
"""

from __future__ import annotations

from collections.abc import Mapping

from journeymine.config import Source
from journeymine.sources.layouts import Layout, required

LAYOUTS = (
    Layout(
        "ga4",
        "events",
        (
            required("event_timestamp", "microseconds since 1970, UTC; vendor documentation"),
            required("event_name", "name of the event; vendor documentation"),
        ),
        is_record=True,
    ),
)

_STRUCTURE = """
{
    "event_timestamp": "VARCHAR", "event_name": "VARCHAR", "user_id": "VARCHAR", "user_pseudo_id": "VARCHAR",
    "platform": "VARCHAR",
    "batch_page_id": "VARCHAR", "batch_ordering_id": "VARCHAR", "batch_event_index": "VARCHAR",
    "event_params": [{"key": "VARCHAR", "value": {"string_value": "VARCHAR", "int_value": "VARCHAR",
                                                  "double_value": "VARCHAR", "float_value": "VARCHAR"}}],
    "device": {"category": "VARCHAR"},
    "geo": {"country": "VARCHAR"},
    "collected_traffic_source": {"manual_source": "VARCHAR", "manual_medium": "VARCHAR",
                                 "manual_campaign_name": "VARCHAR", "gclid": "VARCHAR"},
    "session_traffic_source_last_click": {"manual_campaign": {"source": "VARCHAR", "medium": "VARCHAR",
                                                              "campaign_name": "VARCHAR"}},
    "ecommerce": {"purchase_revenue": "VARCHAR", "transaction_id": "VARCHAR"},
    "items": [{"item_id": "VARCHAR", "quantity": "VARCHAR", "coupon": "VARCHAR"}]
}
"""
"""The parts of a record that the staging model reads, all as text: INT64 comes as text, and numbers keep
their digits.
"""


def parameters(_source: Source) -> Mapping[str, object]:
    """The structure into which the staging model takes a record apart."""
    return {"structure": _STRUCTURE}
