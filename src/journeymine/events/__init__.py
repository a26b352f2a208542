"""Events: a staged file is judged row by row, keyed by pseudonyms and loaded into the state, with an account
of every record.

`keys` holds normal forms and pseudonyms, `state` the tables, `load` the loading of one file.
"""

from journeymine.events.keys import Secret, normalise
from journeymine.events.load import REMEDIES, FileCounts, LoadRules, Ticket, load_file
from journeymine.events.state import create_state, create_vault

__all__ = [
    "REMEDIES",
    "FileCounts",
    "LoadRules",
    "Secret",
    "Ticket",
    "create_state",
    "create_vault",
    "load_file",
    "normalise",
]
