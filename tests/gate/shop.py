"""A made-up shop whose nights run through the command line, and what each left behind."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import journeymine
from tests.cli.test_cli import Done, jm

HEADER = "id,at,what,who"
TABLE = (
    "vendor: table",
    "columns: {event_id: id, time: {column: at, timezone: UTC}, event: what}",
    "keys: {user: who}",
)
RULES = """\
touchpoints:
  - {name: look, stage: awareness, when: {event: look}}
  - {name: buy, stage: purchase, when: {event: buy}}
"""


def journey_file(*source: str, files: str = "in/*", more: str = "") -> str:
    """A journey file of one source `shop`, given its further lines."""
    lines = (f'files: "{files}"', *(source or TABLE))
    return "sources:\n  shop:\n" + "".join(f"    {line}\n" for line in lines) + RULES + more


def rows(first: int, count: int, day: str = "2026-01-05") -> list[str]:
    """Good rows: several customers of which every second buys."""
    return [
        f"e{i},{day} {i % 24:02}:{i % 60:02}:00,{'buy' if i % 2 else 'look'},u{i % 7}"
        for i in range(first, first + count)
    ]


def text(lines: Iterable[str], header: str = HEADER) -> bytes:
    """A file of these lines."""
    return "".join(f"{line}\n" for line in (header, *lines)).encode()


GOOD = text(rows(0, 20))


@dataclass(frozen=True)
class Shop:
    """A folder with a journey file and exports under `in/`.

    Attributes:
        folder: the folder.
    """

    folder: Path

    def say(self, journey: str) -> None:
        """Write the journey file."""
        (self.folder / "journey.yaml").write_text(journey, encoding="utf-8")

    def put(self, name: str, content: bytes) -> Path:
        """Write an export."""
        path = self.folder / "in" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        return path

    def take(self, name: str) -> None:
        """Remove an export."""
        (self.folder / "in" / name).unlink()

    def call(self, *arguments: str) -> Done:
        """A call of the command line in the folder."""
        done = jm(*arguments, cwd=self.folder)
        assert "Traceback" not in done.stderr
        return done

    def run(self) -> Done:
        """A night that must succeed."""
        done = self.call("run")
        assert done.returncode == 0, done.stderr
        return done

    def refused(self, code: int, *said: str) -> None:
        """A night that must fail with this code and one message, and change nothing that is served."""
        before = self.served()
        done = self.call("run")
        assert done.returncode == code, (done.returncode, done.stderr)
        messages = [line for line in done.stderr.splitlines() if line.startswith("journeymine: ")]
        assert len(messages) == 1
        assert [part for part in said if part not in done.stderr] == [], done.stderr
        assert self.served() == before

    def served(self) -> dict[str, Any] | None:
        """CURRENT.json with the state's own accounts; None before the first publication."""
        path = self.folder / "warehouse" / "published" / "CURRENT.json"
        if not path.exists():
            return None
        record = json.loads(path.read_text(encoding="utf-8"))
        return {name: record[name] for name in ("gen", "sha256", "fingerprint")}

    @property
    def fingerprint(self) -> str:
        """Of what is published."""
        served = self.served()
        assert served is not None
        return served["fingerprint"]

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """Rows of a query over what is published."""
        snapshot = journeymine.open(self.folder / "warehouse")
        try:
            return [tuple(row.values()) for row in snapshot.rows(query).to_pylist()]
        finally:
            snapshot.close()

    def counts(self) -> list[tuple[str, int, int, int, int]]:
        """Of each file: its name, rows read, loaded, rejected and duplicates; they add up."""
        found = self.ask(
            "select path, row_count, loaded_count, rejected_count, duplicate_count from files order by path"
        )
        assert all(row[1] == sum(row[2:]) for row in found)
        return [(row[0].removeprefix("in/"), *row[1:]) for row in found]

    def rejects(self) -> dict[int, str]:
        """Reason of each rejected line; no line twice."""
        found = self.ask("select line_number, reason from rejects")
        assert all(count == 1 for count in Counter(line for line, _ in found).values())
        return dict(found)

    def customers(self) -> int:
        """How many customers there are."""
        return self.ask("select count(*) as n from customers")[0][0]

    def quarantined(self) -> list[str]:
        """Raw text of all rejected rows, as its owner may see it."""
        done = self.call("rejects", "--raw", "--format", "json")
        assert done.returncode == 0, done.stderr
        return [row["raw_text"] for row in json.loads(done.stdout)]


def fresh(folder: Path, journey: str, files: Sequence[tuple[str, bytes]]) -> Shop:
    """A new shop in a folder of its own, not run yet."""
    folder.mkdir()
    shop = Shop(folder)
    shop.say(journey)
    for name, content in files:
        shop.put(name, content)
    return shop
