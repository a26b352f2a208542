"""Why a record of a file is not taken, and what to do about it: one reason code, one sentence.

Codes are given by the readers (a record that can't be read) and by the staging models as `skip_reason`
(a record that can be read, and that is no act of a customer by its vendor's own word).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

REMEDIES: Mapping[str, str] = MappingProxyType(
    {
        "encoding": "The bytes are no text in the declared encoding; say `encoding:` as it was exported.",
        "control_bytes": "The record holds control characters or a byte order mark; clean it at its origin.",
        "too_few_columns": "Fewer columns than the header has: an unquoted line break, or a cut file.",
        "too_many_columns": "More columns than the header has: quote values that hold the delimiter.",
        "bad_quote": "A quote opens or closes where none can; double the quotes inside quoted values.",
        "too_long": "The line is longer than 16 MB; export it again or cut the oversized value.",
        "too_deep": "The JSON nests deeper than 100 levels; flatten it in the export.",
        "bad_json": "The line is no JSON object; look for a cut line or text that is not escaped.",
        "duplicate_key": "The JSON object has a key twice, and readers differ on which counts; mend it.",
        "bad_score": "The answer is no number of its scale (nps 0 to 10, csat and stars 1 to 5, ces 1 to 7).",
        "bad_cost": "What was paid is no number; export plain numbers, or 1,234.56.",
        "deleted": "The vendor marks the record as deleted; nothing to do.",
        "merged": "The vendor merged the record into another one, which is read; nothing to do.",
        "agent": "The user is a member of the support team, not a customer; nothing to do.",
        "internal": "An internal note that no customer saw; nothing to do.",
        "test": "A test or preview answer; nothing to do.",
        "header": "A further header line of the export, not an answer; nothing to do.",
        "excluded": "The vendor leaves the record out of its own reports; nothing to do.",
    }
)

EXPECTED: frozenset[str] = frozenset({"deleted", "merged", "agent", "internal", "test", "header", "excluded"})
"""Reasons that are the vendor's own word and no fault of the file."""


MAX_RAW_TEXT = 2**16


def storable(text: str) -> str:
    r"""Text that can be stored as UTF-8 and is not too long; bytes that were no text become `\xNN`."""
    kept = text[:MAX_RAW_TEXT]
    return kept.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


@dataclass(frozen=True)
class Reject:
    """A record that was not taken.

    Attributes:
        line_number: line of its start in the file, from 1; row of the table for Parquet.
        reason: a key of `REMEDIES`.
        raw_text: what the file holds there, at most 65,536 characters; for quarantine only, never shown.
    """

    line_number: int
    reason: str
    raw_text: str
