"""Amplitude's Export API as JSON lines, one object per event, or the same columns as a warehouse writes them.

Times are UTC without an offset. What an event carries lies in the objects `event_properties` and
`user_properties`, which the staging model takes apart.
"""

from __future__ import annotations

from collections.abc import Mapping

from journeymine.config import Source
from journeymine.sources.layouts import Layout, column, required
from journeymine.sources.nested import kept_names

_UNKEPT = """
$insertkey $schema adid amplitudeeventtype amplitudeattributionids app city clienteventtime
clientuploadtime data datatype devicebrand devicecarrier devicemanufacturer devicemodel dma
eventproperties globaluserproperties groupproperties groups idfa idfv isattributionevent locationlat
locationlng osversion partnerid paying plan processedtime region samplerate serverreceivedtime
serveruploadtime sourceid startversion usercreationtime
"""

_READ = (
    *("revenue", "$revenue", "total", "currency", "$currency", "quantity", "$quantity", "user_agent", "path"),
    *("utm_source", "utm_medium", "utm_campaign"),
    *("[Amplitude] Page Path", "[Amplitude] Page Domain", "[Amplitude] Page Location"),
    *("[Amplitude] Element Text", "[Amplitude] Element Hierarchy", "[Amplitude] Element Href"),
)
"""Members of an event's properties that are read into other parts of it, or are what the screen showed."""

LAYOUTS = (
    Layout(
        "amplitude",
        "events",
        (
            required("event_type", "name of the event; vendor documentation"),
            required("event_time", "UTC without an offset, corrected by the server; vendor documentation"),
            column(
                "insert_id", "what the sender repeats a lost event by; vendor documentation", "$insert_id"
            ),
            column("uuid", "the row's own id; vendor documentation"),
            column("event_id", "counter that orders events of a device; vendor documentation"),
            column("device_id", "device or browser; vendor documentation"),
            column("user_id", "the account, as the shop names it; vendor documentation"),
            column("amplitude_id", "Amplitude's own count of users; vendor documentation"),
            column("session_id", "start in milliseconds, -1 outside a session; vendor documentation"),
            column("event_properties", "object of what the event carries; vendor documentation"),
            column("user_properties", "object of what was last known of the user; vendor documentation"),
            column("platform", "Web, iOS, Android; vendor documentation"),
            column("device_family", "for instance Windows, Apple iPhone; vendor documentation"),
            column("device_type", "likewise, or the model; vendor documentation"),
            column("os_name", "system, for the web the browser; vendor documentation"),
            column("country", "by the address; vendor documentation"),
            column("language", "of the device; vendor documentation"),
            column("library", "what sent the event; vendor documentation"),
            column("version_name", "version of the app; vendor documentation"),
            column("ip_address", "address; vendor documentation"),
        ),
        ignores_case=True,
        unkept=frozenset(_UNKEPT.split()),
    ),
)


def parameters(source: Source) -> Mapping[str, object]:
    """Which members of an event's properties are kept."""
    return {"kept": kept_names(source), "unkept": list(_READ)}
