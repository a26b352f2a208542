"""The command line in this process, from a folder."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path

from journeymine.cli import main


def said(folder: Path, *arguments: str, code: int = 0) -> str:
    """What a call prints; its exit code must be as expected."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.chdir(folder), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main(arguments)
        except SystemExit as ended:
            assert int(ended.code or 0) == code, err.getvalue()
    return out.getvalue() + err.getvalue()


def asked(folder: Path, query: str) -> list[dict[str, object]]:
    """Rows of the published generation."""
    return json.loads(said(folder, "sql", query, "--format", "json"))
