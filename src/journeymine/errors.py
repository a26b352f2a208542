"""The error tree: every error a user can meet, with the exit code of the command line.

JourneymineError          1   a fault of ours
├── UsageError           64   the call's words are off
├── DataRefused          65   a source or file can't be taken
├── NoSpace              73   the disk is full
├── Busy                 75   another run holds the warehouse
├── ConfigError          78   the journey file is wrong
├── NothingPublished     65   there is no generation to read yet
├── AuditFailed           1   a table breaks its promise; nothing was published
└── QueryFailed           1   SQL failed: names the model, never a value
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


class JourneymineError(Exception):
    """Base of all errors that are shown to the user without a traceback."""

    exit_code = 1


class UsageError(JourneymineError):
    """The call's words are off: an unknown table, node, option or period."""

    exit_code = 64


class DataRefused(JourneymineError):
    """A source, file or too many of its rows can't be taken; nothing of it was loaded."""

    exit_code = 65


class NothingPublished(JourneymineError):
    """The warehouse has no published generation to read."""

    exit_code = 65


class NoSpace(JourneymineError):
    """The disk is full; the last published generation is untouched."""

    exit_code = 73


class Busy(JourneymineError):
    """Another run holds the warehouse."""

    exit_code = 75


class AuditFailed(JourneymineError):
    """A table to be published breaks its specification or does not reconcile."""


@dataclass
class ConfigError(JourneymineError):
    """The journey file is wrong.

    Attributes:
        message: what was found, what was expected and what to do.
        path: the file, where it is known.
        line: line in that file, counted from 1.
        key: dotted path of the key, e.g. `stages[2].half`.
    """

    message: str
    path: Path | None = None
    line: int | None = None
    key: str | None = None
    exit_code = 78

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.path, self.line) if part is not None)
        where = f"{place}: " if place else ""
        key = f"{self.key}: " if self.key else ""
        return f"{where}{key}{self.message}"


@dataclass
class QueryFailed(JourneymineError):
    """SQL failed. Carries the model, the names of its parameters and the SQL; never a value.

    Attributes:
        model: name of the model or of the calling function.
        reason: the engine's message, with any quoted row taken out.
        sql: the statement.
        parameters: names of the bound parameters.
    """

    model: str
    reason: str
    sql: str
    parameters: tuple[str, ...] = ()

    def __str__(self) -> str:
        names = ", ".join(self.parameters) or "none"
        return f"SQL of '{self.model}' failed: {self.reason} (parameters: {names})"
