"""GLOSSARY.md has the words of all tables and figures, and no public name has a word that it avoids."""

from __future__ import annotations

import re

import pytest

import journeymine
from journeymine.cli.app import app
from journeymine.tables import TABLES, TableSpec
from tests.docs.blocks import ROOT

TEXT = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8").lower()
GLOSSARY, _, AVOIDED_PART = TEXT.partition("## words we avoid")
NOT_AVOIDED = frozenset(("matching", "duration", "alone", "line", "log", "edge"))
"""Words that are avoided in some uses only."""

UNITS = ("_count", "_rate", "_share", "_seconds", "_depth", "_bits")
SMALL_WORDS = frozenset(("a", "b", "to", "of", "other", "extra", "next", "ten", "top", "seconds"))
COLUMNS = {column.name for table in TABLES for column in table.columns}


def avoided() -> set[str]:
    """The words of the first column of the last table."""
    cells = re.findall(r"^\| ([^|]+) \|", AVOIDED_PART, re.MULTILINE)[1:]
    return {word for cell in cells for word in re.findall(r"[a-z]+", cell)} - NOT_AVOIDED


def words(name: str) -> set[str]:
    """The words of a name, in the singular."""
    return {word.removesuffix("s") for word in name.lower().replace("-", "_").split("_")}


def is_known(word: str) -> bool:
    """Whether the glossary has a word, hyphens and blanks aside."""
    return word in re.sub(r"[-\s_]", "", GLOSSARY)


def test_words_are_avoided() -> None:
    assert avoided() >= {
        "user",
        "visitor",
        "hit",
        "visit",
        "phase",
        "trace",
        "churn",
        "bounce",
        "cluster",
        "issue",
    }


def test_no_public_name_has_a_word_that_is_avoided() -> None:
    commands = {command.callback.__name__ for command in app.registered_commands if command.callback}
    names = {table.name for table in TABLES} | COLUMNS | commands | set(journeymine.__all__)
    assert {name for name in names if words(name) & avoided()} == set()


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_word_of_each_table_is_known(table: TableSpec) -> None:
    assert [word for word in words(table.name) if not is_known(word)] == []


def test_the_word_of_each_figure_is_known() -> None:
    figures = {name.removesuffix(unit) for name in COLUMNS for unit in UNITS if name.endswith(unit)}
    unknown = {word for name in figures for word in words(name) - SMALL_WORDS if not is_known(word)}
    assert unknown == set()
