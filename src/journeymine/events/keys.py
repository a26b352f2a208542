"""Identity keys: their normal form, the values that are no keys, and the pseudonyms that stand for them in
the warehouse.

A pseudonym is the first half of an HMAC-SHA256 over `type:value` under a secret that lies outside the
warehouse. sql/intermediate/int_load_identifiers.sql does the same for whole files; tests hold the two equal.
"""

from __future__ import annotations

import hmac
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from journeymine.tables import RECORD_TYPE, STRONG_TYPES, WEAK_TYPES

KEY_TYPES = (*STRONG_TYPES, *WEAK_TYPES, RECORD_TYPE)
PREFIXED_TYPES = ("crm", RECORD_TYPE)
"""Types whose values carry their vendor before a colon."""

TRIMMED = (
    "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u180e\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
    "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u200c\u200d\u200e\u200f"
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
"""White space, and what is not seen: no-break and zero-width spaces, byte-order and direction marks."""

DIGITS = "".join(chr(first + i) for first in (0x0660, 0x06F0, 0xFF10) for i in range(10)) + "\uff0b"
ASCII_DIGITS = "0123456789" * 3 + "+"
"""Arabic, Persian and full-width digits, and what they are in a telephone number."""

DENIED = (
    "null",
    "none",
    "nil",
    "na",
    "n/a",
    "guest",
    "anonymous",
    "unknown",
    "undefined",
    "0",
    "-",
    "test@test",
    "test@test.com",
    "test@example.com",
)
"""Values that stand for "nobody"; the journey file adds to them under identity.deny."""

_PSEUDONYM_LENGTH = 32
_GIVEN_PSEUDONYM = re.compile(rf"#([0-9a-f]{{{_PSEUDONYM_LENGTH}}})")
_BLOCK = 64
_PHONE_DIGITS = str.maketrans(DIGITS, ASCII_DIGITS)


def normalise(identifier_type: str, value: str) -> str:
    """The form in which keys of a type are compared.

    Args:
        identifier_type: user, crm, email, phone, anonymous or record.
        value: the key as the file has it.

    Returns:
        NFC text without NULs and without space around it; an e-mail in lower case; of a telephone number the
        digits and a leading +. Empty where nothing is left, which is no key.
    """
    text = unicodedata.normalize("NFC", value.replace("\0", "")).strip(TRIMMED)
    if identifier_type == "email":
        return unicodedata.normalize("NFC", _lower(text))
    return _phone(text) if identifier_type == "phone" else text


def _lower(text: str) -> str:
    """Lower case letter by letter, as the database has it: none depends on its neighbours or becomes two."""
    return "".join("i" if letter == "\u0130" else letter.lower() for letter in text)


def _phone(text: str) -> str:
    text = text.translate(_PHONE_DIGITS)
    digits = "".join(letter for letter in text if letter in "0123456789")
    return "+" + digits if digits and text.startswith("+") else digits


def denied_keys(extra: Iterable[str]) -> list[str]:
    """The values that are no keys, each as `type:value` in the form in which it is compared.

    Args:
        extra: the journey file's own, under identity.deny.
    """
    values = (*DENIED, *extra)
    return sorted({f"{kind}:{_lower(normalise(kind, value))}" for kind in KEY_TYPES for value in values})


def is_denied(identifier_type: str, normal_value: str, extra: Iterable[str]) -> bool:
    """Whether a value in normal form is no identifier: empty, or on the deny list, its vendor aside.

    Args:
        identifier_type: its type.
        normal_value: as `normalise` gives it.
        extra: the journey file's own denied values.
    """
    bare = normal_value.rpartition(":")[2] if identifier_type in PREFIXED_TYPES else normal_value
    return not bare or f"{identifier_type}:{_lower(bare)}" in denied_keys(extra)


def pseudonym_in(value: str) -> str | None:
    """The pseudonym that somebody wrote instead of a value, as `#` and 32 hexadecimal digits; else None."""
    found = _GIVEN_PSEUDONYM.fullmatch(value.strip().lower())
    return found[1] if found else None


@dataclass(frozen=True)
class Secret:
    """The secret under which pseudonyms are made.

    Attributes:
        value: at least 32 bytes.
    """

    value: bytes = field(repr=False)

    def pseudonym(self, identifier_type: str, normal_value: str) -> str:
        """What stands for a key in the warehouse: 32 hexadecimal digits."""
        return self._digest(f"{identifier_type}:{normal_value}")[:_PSEUDONYM_LENGTH]

    def proof(self) -> str:
        """A text by which a warehouse knows its secret again."""
        return self._digest("journeymine: is this the same secret?")

    def pads(self) -> dict[str, bytes]:
        """The two blocks by which SQL makes an HMAC out of a plain SHA-256."""
        block = self.value.ljust(_BLOCK, b"\0")
        return {
            "inner_pad": bytes(byte ^ 0x36 for byte in block),
            "outer_pad": bytes(byte ^ 0x5C for byte in block),
        }

    def _digest(self, text: str) -> str:
        return hmac.new(self.value, text.encode(), "sha256").hexdigest()
