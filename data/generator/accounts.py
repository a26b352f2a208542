"""The expected accounting: what a reader of the exports must find in each file, row by row."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class FileAccount:
    """One file: rows = good + rejected + duplicates; `late` and `kinds` are parts of good.

    A row is one JSON line or one CSV record after the header. `rejected` counts by reason; `kinds` counts
    what the good rows are, where a file holds several kinds (customer's and agents' comments ...).
    """

    path: str
    source: str
    rows: int
    duplicates: int
    rejected: Counter[str] = field(default_factory=Counter[str])
    late: int = 0
    kinds: Counter[str] = field(default_factory=Counter[str])

    @property
    def good(self) -> int:
        """Rows that are neither rejected nor duplicates."""
        return self.rows - self.duplicates - sum(self.rejected.values())

    def as_record(self) -> dict[str, object]:
        """Return what the accounting file holds about this file."""
        return {
            "file": self.path,
            "source": self.source,
            "rows": self.rows,
            "good": self.good,
            "duplicates": self.duplicates,
            "late": self.late,
            "rejected": dict(sorted(self.rejected.items())),
            "kinds": dict(sorted(self.kinds.items())),
        }


def total(accounts: Iterable[FileAccount], source: str) -> FileAccount:
    """Return the sum over the files of a source."""
    own = [account for account in accounts if account.source == source]
    return FileAccount(
        path="",
        source=source,
        rows=sum(account.rows for account in own),
        duplicates=sum(account.duplicates for account in own),
        rejected=sum((account.rejected for account in own), Counter[str]()),
        late=sum(account.late for account in own),
        kinds=sum((account.kinds for account in own), Counter[str]()),
    )


def write_accounts(path: Path, accounts: list[FileAccount]) -> None:
    """Write the accounting as JSON, one line per file."""
    lines = ",\n".join(f"  {json.dumps(account.as_record(), sort_keys=True)}" for account in accounts)
    path.write_text(f'{{"files": [\n{lines}\n]}}\n', encoding="utf-8")
