"""What people answer when they are asked: NPS after a purchase, CSAT after a ticket."""

from dataclasses import dataclass
from random import Random

from data.generator.dice import between, chance, weighted
from data.generator.people import Person
from data.generator.phrases import (
    COMPLAINTS,
    LONG_ARABIC,
    LONG_POLISH,
    PAYMENT_COMPLAINTS,
    PRAISE,
    SHRUGS,
    SUPPORT_COMPLAINTS,
    SUPPORT_PRAISE,
    Phrases,
    phrase,
)

Weights = tuple[tuple[int, float], ...]

NPS_HAPPY: Weights = ((10, 30), (9, 26), (8, 20), (7, 12), (6, 5), (5, 4), (3, 2), (0, 1))
NPS_SOUR: Weights = (
    (10, 4),
    (9, 6),
    (8, 12),
    (7, 14),
    (6, 18),
    (5, 16),
    (4, 10),
    (3, 9),
    (2, 5),
    (1, 3),
    (0, 3),
)
CSAT_HAPPY: Weights = ((5, 50), (4, 33), (3, 10), (2, 4), (1, 3))
CSAT_SOUR: Weights = ((5, 3), (4, 8), (3, 18), (2, 34), (1, 37))


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. `touchpoint` is empty where the survey was about the shop as a whole."""

    person: Person
    at: int
    survey: str
    score: int
    comment: str
    touchpoint: str
    has_email: bool
    has_number: bool


def ask_nps(rng: Random, person: Person, at: int, *, is_sour: bool, touchpoint: str) -> Answer:
    """Draw an answer to the question how likely one is to recommend the shop (0 to 10)."""
    score = weighted(rng, NPS_SOUR if is_sour else NPS_HAPPY)
    complaints = PAYMENT_COMPLAINTS if is_sour and chance(rng, 0.5) else COMPLAINTS
    mood = PRAISE if score >= 9 else SHRUGS if score >= 7 else complaints
    return _answer(rng, person, at, ("nps", score, touchpoint, mood))


def ask_in_showroom(rng: Random, person: Person, at: int) -> Answer:
    """Draw the answer of one of the few who were asked at the kiosk; all are low, and too few to tell."""
    return _answer(rng, person, at, ("nps", between(rng, 0, 3), "showroom", COMPLAINTS))


def ask_csat(rng: Random, person: Person, at: int, *, is_sour: bool) -> Answer:
    """Draw an answer to the question how good the help was (1 to 5)."""
    score = weighted(rng, CSAT_SOUR if is_sour else CSAT_HAPPY)
    mood = SUPPORT_PRAISE if score >= 4 else SHRUGS if score == 3 else SUPPORT_COMPLAINTS
    return _answer(rng, person, at, ("csat", score, "support", mood))


def _answer(rng: Random, person: Person, at: int, what: tuple[str, int, str, Phrases]) -> Answer:
    survey, score, touchpoint, mood = what
    has_number = person.wants_account and chance(rng, 0.6)
    return Answer(
        person=person,
        at=at,
        survey=survey,
        score=score,
        comment=_comment(rng, score, mood, person.place.language),
        touchpoint=touchpoint,
        has_email=not has_number or chance(rng, 0.6),
        has_number=has_number,
    )


def _comment(rng: Random, score: int, mood: Phrases, language: str) -> str:
    if not chance(rng, 0.62):
        return ""
    if score <= 3 and language == "ar" and chance(rng, 0.4):
        return LONG_ARABIC
    if score <= 4 and language == "pl" and chance(rng, 0.15):
        return LONG_POLISH
    return phrase(rng, mood, language)
