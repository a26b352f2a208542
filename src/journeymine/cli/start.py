"""`journeymine init`: a first journey file, commented, and the folders it speaks of."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from journeymine.errors import UsageError

_STARTS = {
    "ga4-ecommerce": ("web", "ga4", "exports/ga4/events_*.json.gz"),
    "salesforce": (
        "crm",
        "salesforce",
        "{lead: exports/salesforce/Lead.csv, contact: exports/salesforce/Contact.csv}",
    ),
    "zendesk": (
        "support",
        "zendesk",
        "{ticket: exports/zendesk/tickets.csv, user: exports/zendesk/users.csv}",
    ),
    "survey": ("voice", "survey", "exports/survey/*.csv"),
}


def write_start(folder: Path, preset: str) -> list[str]:
    """Write journey.yaml, exports/ and .gitignore.

    Args:
        folder: made where it is missing.
        preset: rules to begin with.

    Returns:
        What was done and what to do next, a line each.

    Raises:
        UsageError: there is no such preset, or a journey file is there already.
    """
    if preset not in _STARTS:
        raise UsageError(f"there is no preset {preset!r}; presets are: {', '.join(sorted(_STARTS))}")
    target = folder / "journey.yaml"
    if target.exists():
        raise UsageError(f"{target} is there already; nothing was written")
    name, vendor, pattern = _STARTS[preset]
    text = (files("journeymine") / "presets" / "start.txt").read_text(encoding="utf-8")
    (folder / "exports" / vendor).mkdir(parents=True, exist_ok=True)
    target.write_text(
        text.replace("@NAME@", name)
        .replace("@VENDOR@", vendor)
        .replace("@FILES@", pattern)
        .replace("@PRESET@", preset),
        encoding="utf-8",
    )
    (folder / ".gitignore").write_text("warehouse/\nexports/\n", encoding="utf-8")
    return [
        f"wrote {target}",
        f"put exports under {folder / 'exports' / vendor}",
        f"then: journeymine check -c {target}",
    ]
