"""The journey file: read, checked, frozen and typed. `load(path)` gives `Settings` or a `ConfigError` with
file, line, key and fix.

`values` holds durations and labels, `rules` what matches an event, `sources` where events lie, `journey` the
map itself, `load` the reading.
"""

from journeymine.config.journey import (
    Carts,
    Channel,
    CheckoutStep,
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
from journeymine.config.sources import EventMap, FirstMatch, Source, TableColumns, TimeColumn, ValueColumn

__all__ = [
    "Carts",
    "Channel",
    "CheckoutStep",
    "Condition",
    "EventMap",
    "FirstMatch",
    "Friction",
    "Identity",
    "Journeys",
    "Persona",
    "Privacy",
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
