"""The journey file: read, checked, frozen and typed. `load(path)` gives `Settings` or a `ConfigError` with
file, line, key and fix.

`values` holds durations and labels, `rules` what matches an event, `sources` where events lie, `journey` the
map itself, `load` the reading.
"""

from journeymine.config.hygiene import FLAGS, Flag, Hygiene
from journeymine.config.journey import (
    Carts,
    Channel,
    CheckoutStep,
    Cohort,
    Friction,
    Identity,
    Journeys,
    Persona,
    Privacy,
    Sessions,
    Settings,
    Stage,
    Touchpoint,
)
from journeymine.config.load import load, schema
from journeymine.config.rules import Condition, Rule
from journeymine.config.sources import (
    EventMap,
    FirstMatch,
    Query,
    Source,
    TableColumns,
    TimeColumn,
    ValueColumn,
)

__all__ = [
    "FLAGS",
    "Carts",
    "Channel",
    "CheckoutStep",
    "Cohort",
    "Condition",
    "EventMap",
    "FirstMatch",
    "Flag",
    "Friction",
    "Hygiene",
    "Identity",
    "Journeys",
    "Persona",
    "Privacy",
    "Query",
    "Rule",
    "Sessions",
    "Settings",
    "Source",
    "Stage",
    "TableColumns",
    "TimeColumn",
    "Touchpoint",
    "ValueColumn",
    "load",
    "schema",
]
