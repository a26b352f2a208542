"""What pyproject.toml asks for is bounded, and every layer installs exact versions by their hashes."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.packaging.repository import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
LAYERS = {"core": PROJECT["dependencies"], **PROJECT["optional-dependencies"]}
PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)(.*(?:\n    --hash=.*)*)", re.MULTILINE)
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}\b")


def pins(path: Path) -> dict[str, str]:
    """Package to version."""
    return {canonicalize_name(name): version for name, version, _ in PIN.findall(path.read_text())}


def asked() -> Iterator[tuple[str, Requirement]]:
    """Each direct requirement with its layer."""
    for layer, requirements in LAYERS.items():
        yield from ((layer, Requirement(text)) for text in requirements)


CONSTRAINTS = pins(ROOT / "constraints.txt")
LAYER_PINS = {layer: pins(ROOT / "requirements" / f"{layer}.txt") for layer in LAYERS}
ASKED = [pytest.param(layer, requirement, id=requirement.name) for layer, requirement in asked()]


@pytest.mark.parametrize(("layer", "requirement"), ASKED)
def test_direct_requirements_are_bounded_and_pinned(layer: str, requirement: Requirement) -> None:
    name = canonicalize_name(requirement.name)
    assert any(bound.operator in {">=", "=="} for bound in requirement.specifier)
    version = (LAYER_PINS["core"] | LAYER_PINS[layer])[name]
    assert requirement.specifier.contains(version)
    assert CONSTRAINTS[name] == version


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_every_pin_takes_the_oldest_python(name: str) -> None:
    """A version that wants a later Python than the project does can't be installed where it should be."""
    floor = Version(PROJECT["requires-python"].removeprefix(">="))
    with suppress(PackageNotFoundError):
        wanted = metadata(name).json.get("requires_python", "")
        assert floor in SpecifierSet(str(wanted)), wanted


def test_constraints_are_the_layers_together() -> None:
    together: dict[str, str] = {}
    for layer in LAYER_PINS.values():
        assert together | layer == layer | together
        together |= layer
    assert together == CONSTRAINTS


@pytest.mark.parametrize("layer", LAYERS)
def test_every_pin_of_a_layer_has_a_hash(layer: str) -> None:
    found = PIN.findall((ROOT / "requirements" / f"{layer}.txt").read_text())
    assert found
    assert [name for name, _, hashes in found if not HASH.search(hashes)] == []


def test_installed_packages_fit_each_other() -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
