"""Every command and every block of Python in the documents runs on the sample as it stands there."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

import journeymine
from journeymine.cli import main
from tests.docs.blocks import Block, blocks


@dataclass(frozen=True)
class Command:
    """A command line of a page."""

    block: Block
    line: str

    def __str__(self) -> str:
        return f"{self.block} {self.line[:60]}"


def commands() -> Iterator[Command]:
    """Lines of shell blocks that call journeymine; a line that ends with a backslash goes on in the next."""
    for block in blocks("sh"):
        for line in block.text.replace("\\\n", " ").splitlines():
            if line.startswith("journeymine "):
                yield Command(block, line)


COMMANDS = tuple(commands())
SIGNATURES = ("docs/architecture.md",)
"""Pages whose Python is no example but a list of signatures."""


@pytest.mark.parametrize("command", COMMANDS, ids=str)
def test_command_runs(command: Command, sample_run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the project's folder where it names the sample's journey file, else from the sample's folder."""
    words = shlex.split(command.line, comments=True)[1:]
    monkeypatch.chdir(sample_run.parents[1] if "data/sample" in command.line else sample_run)
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 0


@pytest.mark.parametrize(
    "block", [block for block in blocks("python") if block.page not in SIGNATURES], ids=str
)
def test_python_runs(block: Block, sample_run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A block that opens no warehouse itself is given the sample's generation as `snapshot`."""
    monkeypatch.chdir(sample_run.parents[1])
    with closing(journeymine.open(sample_run / "warehouse")) as snapshot:
        exec(compile(block.text, str(block), "exec"), {"snapshot": snapshot})


def test_the_readme_shows_each_command_of_the_first_day() -> None:
    shown = {command.line.split()[1] for command in COMMANDS if command.block.page == "README.md"}
    first = {"init", "check", "run", "sql", "status", "verify", "report"}
    assert first | {"funnel", "paths", "graph", "attribution", "compare", "cohort"} <= shown
