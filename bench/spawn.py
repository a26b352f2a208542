"""Starts one command, waits, and writes what it cost as JSON; a process of its own because it must be small.

A process takes over the peak memory of the one that starts it, up to the moment in which its own program
begins: a large one would be measured in place of a small command.

    python bench/spawn.py COST.json COMMAND [ARGUMENT …]
"""

import json
import os
import sys
import time


def main(target: str, command: list[str]) -> int:
    """Run the command and return its exit code; 128 and the signal's number where one ended it."""
    begin = time.perf_counter()
    child = os.posix_spawnp(command[0], command, os.environ)
    _, status, usage = os.wait4(child, 0)
    cost = {
        "wall_seconds": time.perf_counter() - begin,
        "cpu_seconds": usage.ru_utime + usage.ru_stime,
        "peak_bytes": usage.ru_maxrss * 1024,
    }
    with open(target, "w", encoding="ascii") as file:  # noqa: PTH123 - pathlib would make this process larger
        json.dump(cost, file)
    code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
