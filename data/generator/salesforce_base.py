"""What the Salesforce files share: whom they are about, and how records are numbered.

An id has 15 characters that know case, and 3 that guard it.
"""

from dataclasses import dataclass

from data.generator.sales import Deal
from data.generator.story import Story

SOURCE = "salesforce"
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_GUARDS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


@dataclass(frozen=True)
class Book:
    """Whom the sales team knows: people with a deal, and readers of the newsletter."""

    deals: list[Deal]
    readers: list[Story]
    stories: dict[int, Story]


def salesforce_id(prefix: str, number: int) -> str:
    """Return 18 characters: three of the object, the number in base 62, three that guard the case."""
    digits = ""
    for _ in range(6):
        number, digit = divmod(number, 62)
        digits = _DIGITS[digit] + digits
    short = f"{prefix}5Y0000"[:9] + digits
    return short + "".join(_guard(short[start : start + 5]) for start in (0, 5, 10))


def _guard(part: str) -> str:
    return _GUARDS[sum(1 << place for place, char in enumerate(part) if char.isupper())]


def lead_id(person: int) -> str:
    """Return the id of a person's lead."""
    return salesforce_id("00Q", 2000 + person)


def contact_id(person: int) -> str:
    """Return the id of a person's contact."""
    return salesforce_id("003", 4000 + person)


def account_id(person: int) -> str:
    """Return the id of the account of a person's company."""
    return salesforce_id("001", 7000 + person)


def rep_id(rep: int) -> str:
    """Return the id of a sales representative."""
    return salesforce_id("005", 100 + rep)


def opportunity_id(deal: Deal, index: int) -> str:
    """Return the id of one of a deal's opportunities."""
    return salesforce_id("006", 10 * deal.person.number + index)


def flag(value: object) -> str:
    """Write a truth value as Salesforce does."""
    return "true" if value else "false"
