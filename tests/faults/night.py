"""A night in a process of its own, which may kill itself at its N-th act.

python -m tests.faults.night FOLDER [N]

An act is a statement of SQL, an fsync, a rename or a removal of a file. Without N it prints how many acts
there were.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

from journeymine.engine import DuckEngine
from journeymine.errors import JourneymineError
from tests.warehouse import mini

_ACTS = count(1)


def killing(act: Callable[..., Any], limit: int) -> Callable[..., Any]:
    """The act, with death just before the N-th."""

    def acted(*args: Any, **named: Any) -> Any:
        if next(_ACTS) == limit:
            os.kill(os.getpid(), signal.SIGKILL)
        return act(*args, **named)

    return acted


def main(folder: Path, limit: int) -> None:
    """Run, and print the number of acts or the error."""
    for owner, name in (
        (os, "fsync"),
        (os, "replace"),
        (os, "unlink"),
        (DuckEngine, "_done"),
        (DuckEngine, "_rows"),
    ):
        setattr(owner, name, killing(getattr(owner, name), limit))
    try:
        mini.run(mini.settings_for(folder))
    except JourneymineError as error:
        print(f"{type(error).__name__}: {error}")
        sys.exit(error.exit_code)
    print(next(_ACTS) - 1)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)
