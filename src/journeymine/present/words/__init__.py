"""The words of the reader's language: one frozen catalogue each for English, Polish and Arabic."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from journeymine.errors import UsageError
from journeymine.present.words.phrases import Phrases

__all__ = ["LANGUAGES", "Phrases", "Words"]

LANGUAGES = ("en", "pl", "ar")


@dataclass(frozen=True)
class Words:
    """The phrases of a language and the way it runs.

    Attributes:
        language: `en`, `pl` or `ar`.
    """

    language: str

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES:
            known = ", ".join(LANGUAGES)
            raise UsageError(f"there are no words for the language '{self.language}'; choose one of {known}")

    @property
    def is_rtl(self) -> bool:
        """Whether it is written from right to left."""
        return self.language == "ar"

    @cached_property
    def phrases(self) -> Phrases:
        """All texts; only the language asked for is read."""
        if self.language == "pl":
            from journeymine.present.words.pl import POLISH

            return POLISH
        if self.language == "ar":
            from journeymine.present.words.ar import ARABIC

            return ARABIC
        from journeymine.present.words.en import ENGLISH

        return ENGLISH
