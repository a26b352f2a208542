"""Which records of a list of people are probably one person: Splink, trained on the list itself.

The one module that imports splink, and only when it is called. Nothing of the list leaves the process; the
same list gives the same links.
"""

from __future__ import annotations

import logging
import unicodedata
import warnings
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from journeymine.errors import DataRefused, UsageError

ATTRIBUTES = ("given_name", "surname", "date_of_birth", "street", "city", "postcode", "email", "phone")
"""Columns of a list of people that are compared; the others are not looked at."""

THRESHOLDS = (0.9, 0.99, 0.999)
"""Probabilities at which figures are told."""

LEAST_PROBABILITY = 0.5
"""Pairs below are not kept."""

_LEAST_ATTRIBUTES = 3
_LEAST_PEOPLE = 20
_SEED = 1
_MOST_SAMPLED_PAIRS = 2e6
_RECALL = 0.6
"""Share of true pairs that agree in full in one of the sure ways; only where the training starts from."""

_NOTHING_TO_LEARN = (
    "there is nothing to learn from in the list: too few people agree in some columns and differ in others; "
    "add columns or people"
)
_TRAINING = (
    ("date_of_birth",),
    ("given_name", "surname"),
    ("postcode", "street"),
    ("email",),
)
_SURE = (
    ("given_name", "surname", "date_of_birth"),
    ("given_name", "date_of_birth", "postcode"),
    ("surname", "date_of_birth", "postcode"),
    ("given_name", "surname", "postcode"),
    ("given_name", "email"),
    ("surname", "phone"),
)
_COMPARED = (
    ("date_of_birth",),
    ("email",),
    ("phone",),
    ("given_name", "surname"),
    ("given_name", "postcode"),
    ("surname", "postcode"),
    ("surname", "street"),
    ("given_name", "street"),
    ("postcode", "street"),
)
"""Records are compared where all columns of one of these are equal."""


@dataclass(frozen=True)
class ProbableLinks:
    """Pairs of people who are probably one.

    Attributes:
        pairs: columns left, right (keys, the lower first) and match_probability, most probable first.
        person_count: different keys of the list.
        attributes: the columns that were compared.
    """

    pairs: pa.Table
    person_count: int
    attributes: tuple[str, ...]

    def above(self, threshold: float) -> list[tuple[str, str]]:
        """The pairs at least so probable."""
        columns = (self.pairs[name].to_pylist() for name in ("left", "right", "match_probability"))
        return [(left, right) for left, right, p in zip(*columns, strict=True) if p >= threshold]

    def merged_count(self, threshold: float) -> int:
        """Persons that are left of the list where such pairs are one."""
        parent: dict[str, str] = {}

        def root(key: str) -> str:
            while parent.get(key, key) != key:
                key = parent[key]
            return key

        joined = 0
        for left, right in self.above(threshold):
            one, other = root(left), root(right)
            joined += one != other
            parent[one] = other
        return self.person_count - joined


def link_people(people: pa.Table) -> ProbableLinks:
    """Find the pairs of a list of people who are probably one person.

    Args:
        people: a column key, which names a person, and columns out of ATTRIBUTES, as text.

    Raises:
        UsageError: fewer than three attributes, or Splink is not installed.
        DataRefused: too few people, or nothing in the list to learn from.
    """
    attributes = tuple(name for name in ATTRIBUTES if name in people.column_names)
    if len(attributes) < _LEAST_ATTRIBUTES:
        found = ", ".join(attributes) or "none"
        raise UsageError(
            f"the list has {len(attributes)} columns to compare people by ({found}), at least "
            f"{_LEAST_ATTRIBUTES} are needed; columns are {', '.join(ATTRIBUTES)}"
        )
    clean = _clean(people, attributes)
    keys = clean["key"].to_pylist()
    if len(keys) < _LEAST_PEOPLE:
        raise DataRefused(
            f"the list has {len(keys)} people with a key; at least {_LEAST_PEOPLE} are needed to learn from"
        )
    with _quiet():
        scored = _scored(clean, attributes)
    return ProbableLinks(_pairs(scored, keys), len(set(keys)), attributes)


def _clean(people: pa.Table, attributes: Sequence[str]) -> pa.Table:
    """The records with a key, numbered in an order of their own; texts in one spelling, NULL where nothing is
    left.
    """
    listed = people.select(["key", *attributes]).to_pylist()
    rows = sorted(
        (
            [str(row["key"]), *(_plain(name, row[name]) for name in attributes)]
            for row in listed
            if row["key"]
        ),
        key=repr,
    )
    columns = {
        name: pa.array([row[place] for row in rows], pa.string()) for place, name in enumerate(attributes, 1)
    }
    keys = pa.array([row[0] for row in rows], pa.string())
    return pa.table({"unique_id": pa.array(range(len(rows)), pa.int64()), "key": keys, **columns})


def _plain(attribute: str, value: object) -> str | None:
    text = " ".join(unicodedata.normalize("NFC", str(value)).lower().split()) if value is not None else ""
    if attribute == "phone":
        text = "".join(letter for letter in text if letter.isdigit())
    return text or None


@contextmanager
def _quiet() -> Generator[None]:
    """Splink tells its progress in logs and warnings; the terminal is not the place for them."""
    try:
        import splink
    except ImportError:
        raise UsageError("probable links need Splink: install journeymine[linking] and ask again") from None
    logger = logging.getLogger(splink.__name__)
    level, propagates = logger.level, logger.propagate
    logger.setLevel(logging.CRITICAL + 1)
    logger.propagate = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)
        logger.propagate = propagates


def _scored(people: pa.Table, attributes: Sequence[str]) -> pa.Table:
    """Pairs of record numbers with their probability, after training on the list itself."""
    from splink import DuckDBAPI, Linker
    from splink.internals.exceptions import SplinkException

    database = DuckDBAPI()
    database.duckdb_con.execute("set threads = 1")
    table = database.register(people, dataset_display_name="people")
    linker = Linker(table, _settings(attributes), log_level=None)
    try:
        _train(linker, attributes)
        predicted = linker.inference.predict(threshold_match_probability=LEAST_PROBABILITY)
    except (SplinkException, ValueError, ZeroDivisionError):
        raise DataRefused(_NOTHING_TO_LEARN) from None
    return predicted.as_duckdbpyrelation().to_arrow_table()


def _settings(attributes: Sequence[str]) -> Any:
    from splink import SettingsCreator, block_on

    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=_comparisons(attributes),
        blocking_rules_to_generate_predictions=[
            *(block_on(*columns) for columns in _known(_COMPARED, attributes)),
            *_swapped(attributes),
        ],
        retain_intermediate_calculation_columns=False,
        retain_matching_columns=False,
        linker_uid="people",
    )


def _swapped(attributes: Sequence[str]) -> list[Any]:
    """Given name and surname in each other's column."""
    from splink.blocking_rule_library import CustomRule

    if not {"given_name", "surname"} <= set(attributes):
        return []
    return [CustomRule("l.given_name = r.surname and l.surname = r.given_name")]


def _comparisons(attributes: Sequence[str]) -> list[Any]:
    from splink import comparison_library as compare

    by_name: Mapping[str, Any] = {
        "given_name": lambda: compare.JaroWinklerAtThresholds("given_name", [0.92, 0.8]),
        "surname": lambda: compare.JaroWinklerAtThresholds("surname", [0.92, 0.8]),
        "date_of_birth": lambda: compare.DamerauLevenshteinAtThresholds("date_of_birth", [1, 2]),
        "street": lambda: compare.JaroWinklerAtThresholds("street", [0.95, 0.88]),
        "city": lambda: compare.JaroWinklerAtThresholds("city", [0.9]),
        "postcode": lambda: compare.DamerauLevenshteinAtThresholds("postcode", [1]),
        "email": lambda: compare.EmailComparison("email"),
        "phone": lambda: compare.DamerauLevenshteinAtThresholds("phone", [1]),
    }
    single = list(attributes)
    joined: list[Any] = []
    if {"given_name", "surname"} <= set(attributes):
        joined = [
            compare.ForenameSurnameComparison("given_name", "surname", jaro_winkler_thresholds=[0.92, 0.8])
        ]
        single = [name for name in attributes if name not in ("given_name", "surname")]
    return joined + [by_name[name]() for name in single]


def _train(linker: Any, attributes: Sequence[str]) -> None:
    """Estimate from the list itself how often values of one person, and of two, agree."""
    from splink import block_on
    from splink.internals.exceptions import EMTrainingException

    training = linker.training
    sure = [block_on(*columns) for columns in _known(_SURE, attributes)]
    with suppress(ValueError):  # so many agree in full that the share is wrong: Splink's own start is taken
        training.estimate_probability_two_random_records_match(sure, recall=_RECALL)
    training.estimate_u_using_random_sampling(max_pairs=_MOST_SAMPLED_PAIRS, seed=_SEED, num_chunks=1)
    sessions = 0
    for columns in _known(_TRAINING, attributes):
        try:
            training.estimate_parameters_using_expectation_maximisation(block_on(*columns))
            sessions += 1
        except EMTrainingException:
            continue
    if sessions < 2:
        raise DataRefused(_NOTHING_TO_LEARN)


def _known(rules: Sequence[tuple[str, ...]], attributes: Sequence[str]) -> list[tuple[str, ...]]:
    return [columns for columns in rules if set(columns) <= set(attributes)]


def _pairs(scored: pa.Table, keys: Sequence[str]) -> pa.Table:
    """Pairs of keys, each once with its highest probability."""
    best: dict[tuple[str, str], float] = {}
    columns = (scored[name].to_pylist() for name in ("unique_id_l", "unique_id_r", "match_probability"))
    for left, right, probability in zip(*columns, strict=True):
        one, other = keys[int(left)], keys[int(right)]
        pair = min(one, other), max(one, other)
        if pair[0] != pair[1]:
            best[pair] = max(best.get(pair, 0.0), probability)
    ordered = sorted(best.items(), key=lambda item: (-item[1], item[0]))
    return pa.table(
        {
            "left": pa.array([pair[0] for pair, _ in ordered], pa.string()),
            "right": pa.array([pair[1] for pair, _ in ordered], pa.string()),
            "match_probability": pa.array([probability for _, probability in ordered], pa.float64()),
        }
    )
