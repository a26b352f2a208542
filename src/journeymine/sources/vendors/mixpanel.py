"""Mixpanel's raw event export as JSON lines, `{"event": …, "properties": {…}}`, or the columns of its JSON
pipelines.

What an event carries lies in the object `properties`, which the staging model takes apart.
"""

from __future__ import annotations

from collections.abc import Mapping

from journeymine.config import Source
from journeymine.sources.layouts import Layout, column, required
from journeymine.sources.nested import kept_names

_READ = """
time distinct_id alias revenue $revenue Revenue total Total $amount currency $currency Currency quantity
$quantity Quantity utm_source utm_medium utm_campaign current_url_path current_url_search
current_url_protocol current_domain mp_country_code mp_lib mp_processing_time_ms mp_sent_by_lib_version
user_agent $anon_id $app_version_string $attr-aria-label $browser $browser_version $captured_for_heatmap
$city $device_id $distinct_id_before_identity $distinct_ids $el_attr__href $el_classes $el_id
$el_tag_name $el_text $elements $had_persisted_distinct_id $identified_id $import $insert_id
$lib_version $mp_api_endpoint $mp_api_timestamp_ms $mp_replay_id $os $os_version $region $screen_height
$screen_width $user_agent $user_id
"""
"""Members of an event's properties that are read into other parts of it, are technical, or are what a screen
showed.
"""

LAYOUTS = (
    Layout(
        "mixpanel",
        "events",
        (
            required("event", "name of the event; vendor documentation", "event_name"),
            required(
                "time", "seconds or milliseconds since 1970, UTC; vendor documentation", "properties.time"
            ),
            column("properties", "object of what the event carries; vendor documentation"),
            column(
                "insert_id",
                "what Mixpanel drops repeats by; vendor documentation",
                "properties.$insert_id",
            ),
            column(
                "distinct_id",
                "the user as Mixpanel has merged it; vendor documentation",
                "properties.distinct_id",
            ),
            column("device_id", "device or browser; vendor documentation", "properties.$device_id"),
            column(
                "user_id", "the account, as the shop names it; vendor documentation", "properties.$user_id"
            ),
        ),
    ),
)


def parameters(source: Source) -> Mapping[str, object]:
    """Which members of an event's properties are kept."""
    return {"kept": kept_names(source), "unkept": _READ.split()}
