"""Made-up people with duplicates of them, as address books have them: misspelt, swapped, missing and moved.

In the manner of the data sets that record linkage is tested on: for some originals one to three duplicates,
each with a few changes. Names and streets are put together from syllables, so that many people share one.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations

import pyarrow as pa

COLUMNS = ("given_name", "surname", "date_of_birth", "street", "city", "postcode", "email", "phone")
_GIVEN = (
    *("anna", "maria", "jan", "piotr", "zofia", "adam", "ewa", "tomasz", "julia", "marek", "omar", "layla"),
    *("noah", "emma", "liam", "olivia", "lucas", "mia", "hugo", "alice", "paul", "nina", "karl", "ida"),
    *(
        "peter",
        "clara",
        "felix",
        "greta",
        "simon",
        "laura",
        "david",
        "sarah",
        "ahmed",
        "fatima",
        "ivan",
        "olga",
    ),
)
_FIRST = (
    "ko",
    "no",
    "ma",
    "wi",
    "le",
    "ka",
    "za",
    "bo",
    "du",
    "ha",
    "mei",
    "schu",
    "wal",
    "ber",
    "fi",
    "gra",
)
_MIDDLE = ("wal", "wa", "zur", "ni", "lan", "min", "man", "ler", "gor", "de", "rin", "bar")
_LAST = ("ski", "czyk", "ek", "er", "mann", "son", "ska", "wicz", "ton", "ley", "es", "ic")
_STREETS = (
    "oak",
    "mill",
    "church",
    "station",
    "garden",
    "river",
    "school",
    "king",
    "north",
    "lake",
    "rose",
    "hill",
)
_CITIES = ("warsaw", "krakow", "berlin", "hamburg", "vienna", "leipzig", "london", "leeds", "cairo", "lyon")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"

Record = dict[str, str | None]


@dataclass(frozen=True)
class People:
    """People as records, and which records are one person.

    Attributes:
        table: columns key and COLUMNS; NULL where a value is missing.
        pairs: keys of two records of one person, the lower first.
    """

    table: pa.Table
    pairs: frozenset[tuple[str, str]]


def made_people(seed: int, originals: int) -> People:
    """So many people, about a third of them with one to three duplicates."""
    draw = random.Random(seed)
    rows: list[Record] = []
    pairs: set[tuple[str, str]] = set()
    for number in range(originals):
        original = _original(draw)
        copies = draw.choice((0, 0, 0, 0, 1, 1, 2, 3)) if draw.random() < 0.65 else 0
        records = [original, *(_duplicate(draw, original) for _ in range(copies))]
        keys = [f"c{number:05d}-{place}" for place in range(len(records))]
        rows += [{"key": key, **record} for key, record in zip(keys, records, strict=True)]
        pairs |= set(combinations(keys, 2))
    draw.shuffle(rows)
    return People(pa.Table.from_pylist(rows), frozenset(pairs))


def _original(draw: random.Random) -> Record:
    given = draw.choice(_GIVEN)
    surname = draw.choice(_FIRST) + draw.choice(_MIDDLE) + draw.choice(_LAST)
    city = draw.randrange(len(_CITIES))
    born = date(1935, 1, 1) + timedelta(days=draw.randrange(70 * 365))
    return {
        "given_name": given,
        "surname": surname,
        "date_of_birth": born.isoformat(),
        "street": f"{draw.randint(1, 180)} {draw.choice(_STREETS)} {draw.choice(('street', 'road', 'lane'))}",
        "city": _CITIES[city],
        "postcode": f"{city}{draw.randrange(200):04d}",
        "email": f"{given}.{surname}{draw.randrange(100)}@mail.example" if draw.random() < 0.7 else None,
        "phone": f"+48{draw.randrange(10**9):09d}" if draw.random() < 0.6 else None,
    }


def _duplicate(draw: random.Random, original: Record) -> Record:
    """The person again, with one to four changes."""
    record = dict(original)
    changes: tuple[Callable[[random.Random, Record], None], ...] = (
        *(_misspell, _misspell, _misspell, _lose, _lose, _swap_names, _swap_day_and_month, _move),
        *(_new_address, _married),
    )
    for _ in range(draw.choice((1, 1, 2, 2, 3, 4))):
        draw.choice(changes)(draw, record)
    return record


def _misspell(draw: random.Random, record: Record) -> None:
    """One letter or digit too many, missing, wrong, or two of them swapped."""
    name = draw.choice(("given_name", "surname", "street", "city", "postcode", "date_of_birth", "phone"))
    text = record[name]
    if not text or len(text) < 3:
        return
    place = draw.randrange(1, len(text) - 1)
    other = draw.choice("0123456789" if text[place].isdigit() else _LETTERS)
    record[name] = draw.choice(
        (
            text[:place] + other + text[place:],
            text[:place] + text[place + 1 :],
            text[:place] + other + text[place + 1 :],
            text[:place] + text[place + 1] + text[place] + text[place + 2 :],
        )
    )


def _lose(draw: random.Random, record: Record) -> None:
    record[draw.choice(COLUMNS)] = None


def _swap_names(_draw: random.Random, record: Record) -> None:
    record["given_name"], record["surname"] = record["surname"], record["given_name"]


def _swap_day_and_month(_draw: random.Random, record: Record) -> None:
    year, _, rest = (record["date_of_birth"] or "").partition("-")
    month, _, day = rest.partition("-")
    if day and int(day) <= 12:
        record["date_of_birth"] = f"{year}-{day}-{month}"


def _move(draw: random.Random, record: Record) -> None:
    """Another address."""
    other = _original(draw)
    record.update({name: other[name] for name in ("street", "city", "postcode")})


def _new_address(draw: random.Random, record: Record) -> None:
    """Another e-mail address."""
    record["email"] = f"{record['surname'] or 'me'}{draw.randrange(1000)}@post.example"


def _married(draw: random.Random, record: Record) -> None:
    """Another surname."""
    record["surname"] = _original(draw)["surname"]
