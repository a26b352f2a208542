"""Every package that the library imports is one that pyproject.toml asks for."""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.packaging.repository import ROOT, files

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
OWN = {"journeymine", *sys.stdlib_module_names}
DISTRIBUTIONS = packages_distributions()
EXTRA_OF = {
    "/dashboard/": "dashboard",
    "/linking.py": "linking",
    "/sources/places.py": "objects",
    "/sources/database.py": "postgres",
}
"""Which parts of the package may import the packages of an extra."""


def imported() -> Iterator[tuple[str, str]]:
    """Each file of the package with the packages of others that it imports."""
    for path in files("src"):
        tree = ast.parse((ROOT / path).read_text()) if path.endswith(".py") else ast.Module([], [])
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                yield from ((path, alias.name.partition(".")[0]) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield path, node.module.partition(".")[0]


def declared(*extras: str) -> set[str]:
    """Names of the packages that the core and these extras ask for."""
    lists = [PROJECT["dependencies"], *(PROJECT["optional-dependencies"][extra] for extra in extras)]
    return {canonicalize_name(Requirement(text).name) for texts in lists for text in texts}


def test_what_is_imported_is_declared() -> None:
    missing = {
        (path, name)
        for path, name in imported()
        if name not in OWN
        and not {canonicalize_name(owner) for owner in DISTRIBUTIONS.get(name, [])}
        & declared(*(extra for place, extra in EXTRA_OF.items() if place in path))
    }
    assert missing == set()
