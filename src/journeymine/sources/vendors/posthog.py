"""PostHog's batch exports: events and persons, as JSON lines with objects or as Parquet with JSON as text.

Times are UTC. What an event carries lies in the objects `properties` and `person_properties`, which the
staging model takes apart.
"""

from __future__ import annotations

from collections.abc import Mapping

from journeymine.config import Source
from journeymine.sources.layouts import Layout, column, required
from journeymine.sources.nested import kept_names

_UNKEPT_NAMES = """
createdat databaseinsertedat elements elementschain historicalmigration insertedat ip personcreatedat
personmode projectid set setonce siteurl teamid
"""
_UNKEPT_MEMBERS = """
coupon_id coupon_name currency distinct_id gclid order_id product_id quantity title total utm_campaign
utm_medium utm_source value
"""
_UNKEPT = frozenset(_UNKEPT_NAMES.split())
MADE_ID = r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{13,16}(-[0-9a-f]+){4}"
"""Ids in lower case that PostHog's libraries make for visitors whom nobody named: UUIDs of version 7, and the
five groups that older ones made.
"""

LAYOUTS = (
    Layout(
        "posthog",
        "events",
        (
            required("uuid", "the event's own id; vendor documentation"),
            required("event", "name of the event; vendor documentation"),
            required(
                "distinct_id", "who did it: a made id until someone is identified; vendor documentation"
            ),
            required("timestamp", "when it happened, UTC; vendor documentation"),
            column("person_id", "the person when the event came in; vendor documentation"),
            column("properties", "object of what the event carries; vendor documentation"),
            column("person_properties", "object of what was known of the person; vendor documentation"),
        ),
        unkept=_UNKEPT,
    ),
    Layout(
        "posthog",
        "persons",
        (
            required("distinct_id", "one id of the person; vendor documentation"),
            required("person_id", "the person as it stands now; vendor documentation"),
            column("properties", "object of what is known of the person; vendor documentation"),
            column("created_at", "when the person was first seen; vendor documentation"),
            column("person_distinct_id_version", "grows when the id moves to a person; vendor documentation"),
            column("person_version", "grows when the person changes; vendor documentation"),
            column("is_deleted", "whether the person was deleted; vendor documentation"),
        ),
        unkept=_UNKEPT,
    ),
)


def parameters(source: Source) -> Mapping[str, object]:
    """Which members of an event's properties are kept, and what made ids look like."""
    return {"kept": kept_names(source), "unkept": _UNKEPT_MEMBERS.split(), "made_id": MADE_ID}
