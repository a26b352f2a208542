"""Write `requirements/<layer>.txt` (packages with their hashes) and `constraints.txt` from `pyproject.toml`.

Run it by `make constraints`, which brings pip-tools. Versions stay as `constraints.txt` has them, unless
`--upgrade` asks for the newest.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CONSTRAINTS = ROOT / "constraints.txt"
EXTRAS = ("pipelines", "dashboard", "notebooks", "objects", "postgres", "linking", "dev")
HEADER = "# Written by `make constraints` from pyproject.toml.\n"
STYLE = ("--quiet", "--strip-extras", "--allow-unsafe", "--no-header", "--no-annotate", "--no-emit-options")
BUILD = "--build-deps-for=editable"
PIN = re.compile(r"^([A-Za-z0-9._-]+)==\S+(?: \\\n    --hash=\S+)*", re.MULTILINE)

Pins = Mapping[str, str]
"""Package name to its lines in a requirements file."""


def resolve(*options: str, versions: Path | None) -> Pins:
    """Let pip-compile choose the versions.

    Args:
        options: what to compile: extras, build requirements, hashes.
        versions: a constraints file whose versions are kept, or None for the newest ones.
    """
    kept = () if versions is None else ("--constraint", str(versions))
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "pins.txt"
        command = [sys.executable, "-m", "piptools", "compile", *STYLE, *options, *kept]
        subprocess.run([*command, "--output-file", str(output), "pyproject.toml"], cwd=ROOT, check=True)
        return read_pins(output.read_text())


def read_pins(text: str) -> Pins:
    """Split the text of a requirements file into packages and their lines; comments are dropped."""
    return {found[1]: found[0] for found in PIN.finditer(text)}


def write_pins(path: Path, lines: Iterable[str], *, above: str = "") -> None:
    """Write a requirements file, its packages in the order of their names."""
    path.parent.mkdir(exist_ok=True)
    in_order = sorted(lines, key=lambda line: line.partition("==")[0])
    path.write_text(HEADER + above + "".join(f"{line}\n" for line in in_order))


def write_layers(pins: Pins) -> None:
    """Write the core layer, then for each extra what it adds to the core."""
    core = resolve(BUILD, versions=CONSTRAINTS)
    write_pins(ROOT / "requirements" / "core.txt", (pins[name] for name in core))
    for extra in EXTRAS:
        added = resolve(BUILD, f"--extra={extra}", versions=CONSTRAINTS).keys() - core.keys()
        path = ROOT / "requirements" / f"{extra}.txt"
        write_pins(path, (pins[name] for name in added), above="-r core.txt\n")


def main() -> None:
    """Resolve all layers together, then write them apart."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--upgrade", action="store_true", help="take the newest versions that pyproject.toml allows"
    )
    versions = None if parser.parse_args().upgrade else CONSTRAINTS
    pins = resolve(BUILD, "--all-extras", "--generate-hashes", versions=versions)
    write_pins(CONSTRAINTS, (lines.split()[0] for lines in pins.values()))
    write_layers(pins)


if __name__ == "__main__":
    main()
