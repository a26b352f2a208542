"""Events: staged files are judged row by row, keyed by pseudonyms and loaded into the state, with an account
of every record.

`keys` holds normal forms and pseudonyms, `state` the tables, `account` what became of each record, `load` the
loading.
"""

from journeymine.events.account import REMEDIES, FileCounts, LoadRules, Ticket
from journeymine.events.keys import Secret, normalise
from journeymine.events.load import load_files
from journeymine.events.quarantine import read_quarantine
from journeymine.events.state import create_state, create_vault

__all__ = [
    "REMEDIES",
    "FileCounts",
    "LoadRules",
    "Secret",
    "Ticket",
    "create_state",
    "create_vault",
    "load_files",
    "normalise",
    "read_quarantine",
]
