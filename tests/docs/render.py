"""Writes what the documents take from the code: examples of the measures, tables.md, journey.schema.json.

python -m tests.docs.render          writes what is stale
python -m tests.docs.render --check  names what is stale, exit code 1 where there is any
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path

from journeymine.config import schema
from journeymine.tables import TABLES, Column, TableSpec
from tests.docs.examples import with_examples

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
TABLES_INTRODUCTION = """\
# Tables

<!-- Written from src/journeymine/tables.py by `python -m tests.docs.render`; change it there. -->

Each generation holds these tables; `journeymine sql "select …"` and `snapshot.sql("select …")` read them.
Columns may be added; those that are here stay.

- Times are `TIMESTAMPTZ` in UTC. `_seconds` and `_days` are lengths of time, `_count` a number, `_rate` lies
  between 0 and 1, `_share` is a part of one whole, `is_` is true or false, `_low` and `_high` are the ends of
  a 95 % interval.
- NULL means unknown, never 0. Where a column says *never*, there is always a value.
- What the numbers mean is in [measures](measures/); the words are in the [glossary](../GLOSSARY.md).
"""


def outputs() -> dict[Path, str]:
    """Every written file with the text it should have."""
    pages = {page: with_examples(page.read_text(encoding="utf-8")) for page in measure_pages()}
    return {
        **pages,
        DOCS / "tables.md": tables_page(),
        DOCS / "journey.schema.json": schema_text(),
    }


def measure_pages() -> list[Path]:
    """The pages of docs/measures."""
    return sorted((DOCS / "measures").glob("*.md"))


def stale() -> list[Path]:
    """Written files whose text is not what the code says."""
    return [
        path
        for path, text in outputs().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]


def schema_text() -> str:
    """The journey file's JSON Schema."""
    return json.dumps(schema(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def tables_page() -> str:
    """The reference of the tables."""
    contents = "\n".join(f"- [{table.name}](#{table.name}): one row per {table.grain}" for table in TABLES)
    return "\n".join((TABLES_INTRODUCTION, contents, *(_section(table) for table in TABLES)))


def _section(table: TableSpec) -> str:
    rows = "\n".join(_row(column) for column in table.columns)
    key = ", ".join(f"`{name}`" for name in table.key)
    return (
        f"\n## {table.name}\n\nOne row per {table.grain}. Key: {key}.\n\n"
        f"| column | type | NULL | meaning |\n|---|---|---|---|\n{rows}"
    )


def _row(column: Column) -> str:
    kind = column.type.replace("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ")
    null = "possible" if column.nullable else "never"
    return f"| `{column.name}` | {kind} | {null} | {column.meaning}{_allowed(column.allowed)} |"


def _allowed(values: Iterable[str]) -> str:
    listed = ", ".join(f"`{value}`" for value in values)
    return f": {listed}" if listed else ""


def main(arguments: list[str]) -> int:
    """Write or check."""
    found = stale()
    for path in found:
        print(f"{'stale' if '--check' in arguments else 'wrote'} {path.relative_to(ROOT)}")
        if "--check" not in arguments:
            path.write_text(outputs()[path], encoding="utf-8")
    return int("--check" in arguments and bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
