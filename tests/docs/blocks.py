"""The fenced blocks and the tables of keys of a Markdown page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, takewhile
from pathlib import Path

ROOT = Path(__file__).parents[2]
_FENCE = re.compile(r"^```(?P<language>\w+)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)
KEY_HEADER = "| key | default | meaning |"
_KEY_ROW = re.compile(r"^\| `(?P<key>\w+)` \| (?P<default>[^|]+) \|")


@dataclass(frozen=True)
class Block:
    """A fenced block.

    Attributes:
        page: its page, from the project's folder.
        line: line of its first line of text.
        language: yaml, sh, python ...
        text: what it holds.
    """

    page: str
    line: int
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def pages() -> list[Path]:
    """README, glossary and all of docs."""
    return [ROOT / "README.md", ROOT / "GLOSSARY.md", *sorted((ROOT / "docs").rglob("*.md"))]


def blocks(language: str) -> list[Block]:
    """All blocks of one language."""
    return [block for page in pages() for block in _of_page(page) if block.language == language]


def _of_page(page: Path) -> Iterator[Block]:
    text = page.read_text(encoding="utf-8")
    for found in _FENCE.finditer(text):
        line = text.count("\n", 0, found.start("text")) + 1
        yield Block(page.relative_to(ROOT).as_posix(), line, found["language"], found["text"])


def key_tables(page: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Each table of keys: the heading it stands under, and its keys with their defaults as written."""
    heading = ""
    lines = iter(page.read_text(encoding="utf-8").splitlines())
    for line in lines:
        if line.startswith("#"):
            heading = line.lstrip("# ")
        if line == KEY_HEADER:
            rows = takewhile(lambda row: row.startswith("|"), islice(lines, 1, None))
            found = [_KEY_ROW.match(row) for row in rows]
            yield heading, {row["key"]: row["default"].strip().strip("`") for row in found if row}
