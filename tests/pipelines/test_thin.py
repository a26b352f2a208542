"""pipelines/ only wires: imports of prefect, journeymine and the standard library, and short functions."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "pipelines").rglob("*.py"))
ALLOWED = {"prefect", "journeymine", *sys.stdlib_module_names}
LONGEST_BODY = 10


def imported(tree: ast.AST) -> Iterator[str]:
    """Top-level names of all that a file imports, wherever it does."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level or (node.module or "").partition(".")[0]


def bodies(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Each function with the number of lines of its body, its docstring left out."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            kept = node.body[1:] if ast.get_docstring(node) else node.body
            yield node.name, (node.end_lineno or 0) - kept[0].lineno + 1 if kept else 0


def test_there_are_pipelines() -> None:
    assert FILES


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_imports_only_prefect_and_the_library(path: Path) -> None:
    assert set(imported(ast.parse(path.read_text()))) <= ALLOWED


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_functions_are_short(path: Path) -> None:
    too_long = {name: lines for name, lines in bodies(ast.parse(path.read_text())) if lines > LONGEST_BODY}
    assert not too_long


def test_a_long_function_and_a_foreign_import_would_be_seen() -> None:
    tree = ast.parse("import duckdb.typing\ndef f():\n    'Doc.'\n" + "    x = 1\n" * 11)
    assert set(imported(tree)) - ALLOWED == {"duckdb"}
    assert dict(bodies(tree)) == {"f": 11}
