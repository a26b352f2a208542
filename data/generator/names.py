"""What people are called and where they live, in three languages and two scripts."""

from dataclasses import dataclass
from random import Random

from data.generator.dice import pick


@dataclass(frozen=True, slots=True)
class Name:
    """First and last name as written by its owner, and a Latin form for an e-mail address."""

    first: str
    last: str
    mail_part: str


@dataclass(frozen=True, slots=True)
class Place:
    """Country and city as GA4 names them, and the language of the person (ISO 639-1)."""

    country: str
    city: str
    language: str


PLACES: tuple[tuple[Place, float], ...] = (
    (Place("Poland", "Warsaw", "pl"), 24),
    (Place("Poland", "Krakow", "pl"), 13),
    (Place("Poland", "Gdansk", "pl"), 10),
    (Place("Poland", "Wroclaw", "pl"), 8),
    (Place("United Kingdom", "London", "en"), 10),
    (Place("Ireland", "Dublin", "en"), 5),
    (Place("Germany", "Berlin", "en"), 9),
    (Place("Netherlands", "Utrecht", "en"), 5),
    (Place("United Arab Emirates", "Dubai", "ar"), 9),
    (Place("Saudi Arabia", "Riyadh", "ar"), 7),
)

Spelling = tuple[str, str]
_FIRST: dict[str, tuple[Spelling, ...]] = {
    "pl": (
        ("Anna", "anna"),
        ("Łukasz", "lukasz"),
        ("Małgorzata", "malgorzata"),
        ("Piotr", "piotr"),
        ("Żaneta", "zaneta"),
        ("Michał", "michal"),
        ("Ewa", "ewa"),
        ("Jakub", "jakub"),
    ),
    "en": (
        ("Alice", "alice"),
        ("Tom", "tom"),
        ("Grace", "grace"),
        ("Liam", "liam"),
        ("Jürgen", "juergen"),
        ("Zoë", "zoe"),
        ("Noah", "noah"),
        ("Hannah", "hannah"),
    ),
    "ar": (
        ("ليلى", "layla"),
        ("عمر", "omar"),
        ("فاطمة", "fatima"),
        ("يوسف", "yousef"),
        ("مريم", "maryam"),
        ("خالد", "khalid"),
    ),
}
_LAST: dict[str, tuple[Spelling, ...]] = {
    "pl": (
        ("Kowalska", "kowalska"),
        ("Wójcik", "wojcik"),
        ("Zielińska", "zielinska"),
        ("Dąbrowski", "dabrowski"),
        ("Szymańska", "szymanska"),
        ("Król", "krol"),
    ),
    "en": (
        ("Baker", "baker"),
        ("Müller", "mueller"),
        ("O'Brien", "obrien"),
        ("De Vries", "devries"),
        ("Hughes", "hughes"),
        ("Schmidt", "schmidt"),
    ),
    "ar": (
        ("الهاشمي", "alhashimi"),
        ("الأنصاري", "alansari"),
        ("النجار", "alnajjar"),
        ("حداد", "haddad"),
        ("منصور", "mansour"),
    ),
}


def draw_name(rng: Random, language: str) -> Name:
    """Draw a name of a language."""
    first, first_latin = pick(rng, _FIRST[language])
    last, last_latin = pick(rng, _LAST[language])
    return Name(first, last, f"{first_latin}.{last_latin}")
