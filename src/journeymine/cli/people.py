"""`journeymine link-people`: probable links between the people of a list, kept apart in the warehouse."""

from __future__ import annotations

import csv
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from journeymine.cli.identity import opened_state
from journeymine.config import Settings, load
from journeymine.errors import DataRefused, UsageError
from journeymine.events import normalise
from journeymine.identity import customer_count, identify
from journeymine.linking import ATTRIBUTES, THRESHOLDS, ProbableLinks, link_people
from journeymine.probable import write_probable
from journeymine.sources import REMEDIES
from journeymine.sources.blocks import TextFile
from journeymine.sources.delimited import Writing, read_delimited
from journeymine.sources.tabular import read_parquet
from journeymine.warehouse import Warehouse

_TYPE = re.compile(r"user|crm(?::[a-z0-9_]+)*")
_SALESFORCE = "salesforce:"
_LONG_ID, _SHORT_ID = 18, 15
_OTHER_NAMES = {
    "given_name": ("firstname", "forename"),
    "surname": ("lastname", "familyname"),
    "date_of_birth": ("birthdate", "birthday", "dob"),
    "street": ("address", "mailingstreet"),
    "city": ("town", "mailingcity"),
    "postcode": ("postalcode", "zip", "zipcode", "mailingpostalcode"),
    "email": ("emailaddress",),
    "phone": ("telephone", "mobile", "phonenumber"),
}
"""Names that exports give to these columns, in small letters without blanks and underscores."""

_ON_ROWS = """
    select count(distinct identifier_key) as n
    from keysets
    where identifier_key in (select unnest($keys))
"""


@dataclass(frozen=True)
class PeopleFile:
    """A list of people as the command line names it.

    Attributes:
        path: CSV with a header, or Parquet.
        key: column of the identifier.
        type_text: its type: user, crm, or crm with the vendor that rows have before the identifier.
    """

    path: Path
    key: str
    type_text: str

    @property
    def kind(self) -> str:
        """The type alone.

        Raises:
            UsageError: there is no such type.
        """
        if not _TYPE.fullmatch(self.type_text):
            raise UsageError(f"found --type {self.type_text!r}; expected user, crm, or crm:VENDOR")
        return self.type_text.partition(":")[0]

    @property
    def prefix(self) -> str:
        """What rows have before the identifier."""
        vendor = self.type_text.partition(":")[2]
        return f"{vendor}:" if vendor else ""


@dataclass(frozen=True)
class Linked:
    """What became of a list.

    Attributes:
        figures: columns accept_probable, pairs, people, customers.
        line: what to do next.
    """

    figures: pa.Table
    line: str


def link(config: Path, file: PeopleFile, output: Path | None) -> Linked:
    """Find the pairs, keep them in the warehouse, and say what they would change.

    Raises:
        Busy: a run holds the warehouse.
        DataRefused: the file can't be read or learned from.
        UsageError: a column is missing, or Splink is not installed.
    """
    settings, kind = load(config), file.kind
    with opened_state(settings) as warehouse:
        links = link_people(_people(file))
        if output is not None:
            _write_pairs(links, output)
        kept = _kept(links, file, warehouse)
        write_probable(warehouse.engine, kind, kept)
        figures = _figures(links, settings, warehouse)
        found = {*kept["left_key"].to_pylist(), *kept["right_key"].to_pylist()}
        known = warehouse.engine.query(_ON_ROWS, {"keys": sorted(found)})["n"][0].as_py()
    return Linked(
        figures,
        f"compared by {', '.join(links.attributes)}. {len(kept):,} pairs are kept apart in the warehouse; "
        f"{known:,} of their {len(found):,} identifiers are on rows of the sources. No customer has changed: "
        "identity.accept_probable in the journey file takes pairs of that probability in with the next run",
    )


def _people(file: PeopleFile) -> pa.Table:
    """The list with the columns key and attributes, as text."""
    table = _read(file.path)
    if file.key not in table.column_names:
        columns = ", ".join(table.column_names)
        raise UsageError(f"{file.path.name} has no column {file.key!r}; its columns are {columns}")
    keys = pa.array([_key(file, value) for value in table[file.key].to_pylist()], pa.string())
    named = {_attribute_of(name): name for name in reversed(table.column_names)}
    return pa.table({"key": keys, **{name: table[named[name]] for name in ATTRIBUTES if name in named}})


def _attribute_of(column: str) -> str:
    """The attribute that a column holds, by its name."""
    bare = re.sub(r"[\s_-]", "", column.lower())
    names = ((name, (name.replace("_", ""), *others)) for name, others in _OTHER_NAMES.items())
    return next((name for name, all_names in names if bare in all_names), column)


def _read(path: Path) -> pa.Table:
    """All columns of a file as text, by the readers of exports.

    Raises:
        DataRefused: it is missing, is neither CSV nor Parquet, or has a row that can't be read.
    """
    if not path.is_file():
        raise DataRefused(f"there is no file {path}")
    is_parquet = path.suffix.lower() == ".parquet"
    text = TextFile(path, path.name, "utf-8", is_json=False)
    pieces = list(read_parquet(path, path.name) if is_parquet else read_delimited(text, Writing()))
    refused = next((reject for piece in pieces for reject in piece.rejects), None)
    if refused is not None:
        raise DataRefused(f"{path.name}, line {refused.line_number}: {REMEDIES[refused.reason]}")
    names = pieces[0].names if pieces else ()
    return (
        pa.concat_tables([pa.table(list(piece.columns), names) for piece in pieces])
        if names
        else pa.table({})
    )


def _key(file: PeopleFile, value: str | None) -> str | None:
    """The identifier in the form in which rows are compared; a long Salesforce id as its short form."""
    if not value or not value.strip():
        return None
    bare = value.strip()
    if file.prefix == _SALESFORCE and len(bare) == _LONG_ID:
        bare = bare[:_SHORT_ID]
    return normalise(file.kind, file.prefix + bare) or None


def _kept(links: ProbableLinks, file: PeopleFile, warehouse: Warehouse) -> pa.Table:
    """The pairs as the state has them: under pseudonyms."""

    def keys(side: str) -> pa.Array:
        return pa.array(
            [warehouse.secret.pseudonym(file.kind, key) for key in links.pairs[side].to_pylist()], pa.string()
        )

    count = len(links.pairs)
    sha256 = hashlib.sha256(file.path.read_bytes()).hexdigest()
    return pa.table(
        {
            "identifier_type": pa.array([file.kind] * count, pa.string()),
            "left_key": keys("left"),
            "right_key": keys("right"),
            "match_probability": links.pairs["match_probability"],
            "people_sha256": pa.array([sha256] * count, pa.string()),
        }
    )


def _figures(links: ProbableLinks, settings: Settings, warehouse: Warehouse) -> pa.Table:
    """For no threshold and each of three: pairs, people left of the list, customers of the figures."""
    thresholds = (None, *sorted(THRESHOLDS, reverse=True))
    return pa.table(
        {
            "accept_probable": pa.array(["-" if one is None else str(one) for one in thresholds]),
            "pairs": [0 if one is None else len(links.above(one)) for one in thresholds],
            "people": [links.person_count if one is None else links.merged_count(one) for one in thresholds],
            "customers": [_customer_count(settings, warehouse, one) for one in thresholds],
        }
    )


def _customer_count(settings: Settings, warehouse: Warehouse, threshold: float | None) -> int:
    identity = settings.identity.model_copy(update={"accept_probable": threshold})
    trial = settings.model_copy(update={"identity": identity})
    identify(warehouse.engine, trial, pseudonym=warehouse.secret.pseudonym)
    return customer_count(warehouse.engine)


def _write_pairs(links: ProbableLinks, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(links.pairs.column_names)
        writer.writerows(zip(*(column.to_pylist() for column in links.pairs.columns), strict=True))
