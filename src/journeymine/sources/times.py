"""Whether the times of a file can be read as the journey file says: found out before any is read wrongly.

A time without an offset needs a zone, and text that is no ISO 8601 needs a format or a unit; both are asked
for, never guessed.
"""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

LOCAL = r"^\s*\d{4}-\d{2}-\d{2}(?:[Tt ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?)?\s*$"
"""A time that carries no offset, as a regular expression."""
_ISO = r"^\s*\d{4}-\d{2}-\d{2}(?:[Tt ]|\s*$)"
_OTHER_DATE = r"^\s*(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d{8,}(?:\.\d+)?\s*$|[A-Za-z]{3},? )"


def needs_zone(texts: pa.Array) -> bool:
    """Whether some time of a column carries no offset."""
    return bool(pc.any(pc.match_substring_regex(texts, LOCAL)).as_py())


def foreign_form(texts: pa.Array) -> str | None:
    """The form of a column none of whose times is ISO 8601, e.g. `9/9/9999 99:99`; None where some are, or
    all are empty.

    Digits are given as 9 and letters as a, so that it can be shown.
    """
    told = texts.drop_null()
    if not len(told) or pc.any(pc.match_substring_regex(told, _ISO)).as_py():
        return None
    dated = told.filter(pc.match_substring_regex(told, _OTHER_DATE))
    return re.sub(r"[^\W\d_]", "a", re.sub(r"\d", "9", dated[0].as_py().strip()[:40])) if len(dated) else None
