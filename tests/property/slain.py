"""A night in a process of its own, which kills itself before an act of a part of it.

python -m tests.property.slain JOURNEY_FILE PART ACT [full]
"""

from __future__ import annotations

import os
import signal
import sys

from journeymine.config import load
from tests.property.nights import Death, night


def main(path: str, part: str, act: str, *words: str) -> None:
    """The night."""
    death = Death(part, int(act), lambda: os.kill(os.getpid(), signal.SIGKILL))
    with death.watching():
        night(load(path), full="full" in words, begins=death.begins)


if __name__ == "__main__":
    main(*sys.argv[1:])
