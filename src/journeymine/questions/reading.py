"""Reading a text from left to right, with errors that show the place. Conditions, patterns and cohorts are
read with it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from journeymine.config.values import parse_duration
from journeymine.errors import UsageError

MICROSECONDS = 1_000_000
_SPACES = re.compile(r"\s*")
_WORD = re.compile(r"""(?:\$(?=\w))?[^\s()\[\]{}|,:"'<>=!~^;?*+$]+""")
_VALUE = re.compile(r'[^"|,\]]+')
_NUMBER = re.compile(r"\d+")
_DURATION = re.compile(r"\d+(?:\.\d+)?\s*[smhdw](?!\w)")
_MOMENT = re.compile(r"\d[\d:.T+Z-]*")
_WINDOW = 100


@dataclass(frozen=True)
class Place:
    """A place in a text that was read.

    Attributes:
        text: the whole text.
        at: number of the character, from 0.
    """

    text: str
    at: int

    def error(self, message: str) -> UsageError:
        """An error that shows the line and marks the place."""
        start = self.text.rfind("\n", 0, self.at) + 1
        end = self.text.find("\n", self.at)
        line = self.text[start:] if end < 0 else self.text[start:end]
        column = self.at - start
        cut = max(0, column - _WINDOW // 2)
        shown = line[cut : cut + _WINDOW].replace("\t", " ")
        return UsageError(f"{message}\n  {shown}\n  {' ' * (column - cut)}^")


class Reader:
    """A text and the place up to which it is read. Spaces before each part are passed over."""

    def __init__(self, text: str) -> None:
        """Begin at the first character."""
        self.text = text
        self.at = 0
        self._skip()

    @property
    def place(self) -> Place:
        """Where the next part begins."""
        return Place(self.text, self.at)

    @property
    def is_done(self) -> bool:
        """Whether nothing is left."""
        return self.at >= len(self.text)

    def sees(self, mark: str) -> bool:
        """Whether a mark comes next."""
        return self.text.startswith(mark, self.at)

    def takes(self, *marks: str) -> str | None:
        """The first of the marks that comes next, read; None where none does."""
        for mark in marks:
            if self.sees(mark):
                self._to(self.at + len(mark))
                return mark
        return None

    def expect(self, mark: str, what: str) -> None:
        """Read a mark.

        Raises:
            UsageError: something else is there.
        """
        if not self.takes(mark):
            raise self.unexpected(what)

    def unexpected(self, what: str) -> UsageError:
        """The error that something else was expected here."""
        found = "the end" if self.is_done else repr(self._ahead())
        return self.place.error(f"expected {what}, found {found}")

    def sees_word(self, *words: str) -> bool:
        """Whether these words come next, one after the other."""
        return self._words_end(words) is not None

    def takes_words(self, *words: str) -> bool:
        """Read these words where they come next, all or none."""
        end = self._words_end(words)
        if end is None:
            return False
        self._to(end)
        return True

    def word(self) -> str | None:
        """A bare word, read; None where none comes next."""
        match = _WORD.match(self.text, self.at)
        if match is None:
            return None
        self._to(match.end())
        return match[0]

    def peek(self) -> str | None:
        """The bare word that comes next, not read."""
        match = _WORD.match(self.text, self.at)
        return match[0] if match else None

    def quoted(self) -> str | None:
        """A text in double quotes, read; two double quotes inside stand for one.

        Raises:
            UsageError: it is not closed.
        """
        if not self.sees('"'):
            return None
        begin, parts, at = self.place, list[str](), self.at + 1
        while True:
            end = self.text.find('"', at)
            if end < 0:
                raise begin.error("this double quote is not closed")
            parts.append(self.text[at:end])
            if self.text[end + 1 : end + 2] != '"':
                self._to(end + 1)
                return '"'.join(parts)
            at = end + 2

    def name(self, what: str) -> str:
        """A bare word or a text in double quotes.

        Raises:
            UsageError: neither is there.
        """
        found = self.quoted()
        if found is None:
            found = self.word()
        if found is None:
            raise self.unexpected(what)
        return found

    def value(self) -> str:
        """A value in brackets: quoted, or all up to `,`, `|` or `]`.

        Raises:
            UsageError: there is none.
        """
        found = self.quoted()
        if found is not None:
            return found
        match = _VALUE.match(self.text, self.at)
        if match is None or not match[0].strip():
            raise self.unexpected('a value; "" stands for none')
        self._to(match.end())
        return match[0].strip()

    def number(self) -> int | None:
        """A whole number, read; None where none comes next."""
        match = _NUMBER.match(self.text, self.at)
        if match is None:
            return None
        self._to(match.end())
        return int(match[0])

    def duration(self) -> int:
        """A duration such as 30m or 7d, in microseconds.

        Raises:
            UsageError: there is none.
        """
        match = _DURATION.match(self.text, self.at)
        if match is None:
            raise self.unexpected("a duration, for instance 30m or 7d")
        self._to(match.end())
        return microseconds(match[0])

    def moment(self) -> str:
        """What may be a date or time.

        Raises:
            UsageError: nothing that begins with a digit is there.
        """
        match = _MOMENT.match(self.text, self.at)
        if match is None:
            raise self.unexpected("a date or time such as 2026-03-01 or 2026-03-01T08:30")
        self._to(match.end())
        return match[0]

    def up_to_closing(self) -> str:
        """All up to the parenthesis or bracket that closes around this place, or to the end; quoted texts and
        pairs inside are passed over.
        """
        depth, at, quote = 0, self.at, ""
        while at < len(self.text):
            mark = self.text[at]
            if quote:
                quote = "" if mark == quote else quote
            elif mark in "'\"":
                quote = mark
            elif mark in "([":
                depth += 1
            elif mark in ")]":
                if not depth:
                    break
                depth -= 1
            at += 1
        found = self.text[self.at : at]
        self._to(at)
        return found.strip()

    def since(self, at: int) -> str:
        """What was read from a place on, trimmed."""
        return self.text[at : self.at].strip()

    def finish(self, what: str) -> None:
        """The end.

        Raises:
            UsageError: something is left.
        """
        if not self.is_done:
            raise self.unexpected(what)

    def _words_end(self, words: tuple[str, ...]) -> int | None:
        at = self.at
        for word in words:
            match = _WORD.match(self.text, at)
            if match is None or match[0] != word:
                return None
            at = _after_spaces(self.text, match.end())
        return at

    def _ahead(self) -> str:
        match = re.compile(r"\S+").match(self.text, self.at)
        return match[0] if match else ""

    def _to(self, at: int) -> None:
        self.at = at
        self._skip()

    def _skip(self) -> None:
        self.at = _after_spaces(self.text, self.at)


def microseconds(duration: object) -> int:
    """A duration (`30m`, `7d`, a timedelta) in microseconds.

    Raises:
        UsageError: it is none.
    """
    try:
        return round(parse_duration(duration).total_seconds() * MICROSECONDS)
    except (ValueError, OverflowError) as error:
        raise UsageError(f"a duration can't be read: {error}") from None


def _after_spaces(text: str, at: int) -> int:
    match = _SPACES.match(text, at)
    return match.end() if match else at
