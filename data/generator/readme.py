"""The page about the sample: its files, faults and their counts, and the planted truths with their sizes."""

from collections.abc import Iterable
from pathlib import Path
from string import Template

from data.generator.accounts import FileAccount, total
from data.generator.truths import TRUTHS, Truth

PAGE = Path(__file__).with_name("readme_page.md")
SOURCES = ("ga4", "salesforce", "zendesk", "survey")
DAY_FILES = "ga4/events_YYYYMMDD.json.gz (180 files)"


def write_readme(path: Path, accounts: list[FileAccount]) -> None:
    """Write the page, with the counts of these accounts."""
    page = Template(PAGE.read_text(encoding="utf-8"))
    text = page.substitute(
        files=_table(
            ("file", "rows", "good", "duplicates", "late", "rejected"), map(_file_row, _grouped(accounts))
        ),
        totals=_table(
            ("source", "rows", "good", "duplicates", "rejected"), (_total_row(accounts, s) for s in SOURCES)
        ),
        kinds=_table(
            ("file", "kinds of good rows"), (_kinds_row(entry) for entry in accounts if entry.kinds)
        ),
        truths=_table(
            ("truth", "days", "who", "size in the exports", "where to see it", ""), map(truth_row, TRUTHS)
        ),
    )
    path.write_text(text, encoding="utf-8")


def truth_row(truth: Truth) -> tuple[str, ...]:
    """Return the cells of a truth's line in the table."""
    sizes = "; ".join(f"{name}: {value:g}" for name, value in truth.sizes)
    days = str(truth.days)
    return (f"`{truth.key}`: {truth.title}", days, truth.who, sizes, truth.where, truth.loudness)


def _grouped(accounts: list[FileAccount]) -> list[FileAccount]:
    """Return the accounts with the day files as one."""
    days = total(accounts, SOURCES[0])
    one = FileAccount(DAY_FILES, days.source, days.rows, days.duplicates, days.rejected, days.late)
    return [one, *(account for account in accounts if account.source != SOURCES[0])]


def _file_row(account: FileAccount) -> tuple[str, ...]:
    counts = (account.rows, account.good, account.duplicates, account.late)
    return (f"`{account.path}`", *(f"{count:,}" for count in counts), _reasons(account))


def _total_row(accounts: list[FileAccount], source: str) -> tuple[str, ...]:
    sums = total(accounts, source)
    counts = (sums.rows, sums.good, sums.duplicates, sum(sums.rejected.values()))
    return (source, *(f"{count:,}" for count in counts))


def _reasons(account: FileAccount) -> str:
    return ", ".join(f"{count} {reason}" for reason, count in sorted(account.rejected.items())) or "0"


def _kinds_row(account: FileAccount) -> tuple[str, str]:
    return (
        f"`{account.path}`",
        ", ".join(f"{count:,} {kind}" for kind, count in sorted(account.kinds.items())),
    )


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
