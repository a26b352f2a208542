"""The night's run as a Prefect flow: the steps of `journeymine.build`, each a task under its own name.

All work is done by the library; this file adds retries on reading sources, a log and an account of what was
done. `python pipelines/nightly.py` needs no server: Prefect starts one of its own, which ends with the run.
Set PREFECT_API_URL to report to a standing server.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
DEFAULTS = {
    "DO_NOT_TRACK": "1",
    "PREFECT_HOME": str(ROOT / ".prefect"),
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
}
for name, value in DEFAULTS.items():  # before prefect is imported: it reads them then
    os.environ.setdefault(name, value)

from prefect import Flow, State, flow, get_run_logger, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import FlowRun

from journeymine.build import STEPS, Run, RunSummary, Step, open_run
from journeymine.config import load
from journeymine.errors import JourneymineError

RETRY_DELAYS = [10.0, 60.0, 300.0]


def log_failure(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:
    """Say in the log why the flow failed, in the library's own words."""
    get_run_logger().error("%s of %s: %s", flow_run.name, flow.name, state.message)


def may_pass(_task: object, _run: object, state: State[Any]) -> bool:
    """Whether trying again can help: a disk or share was out of reach, not data that was refused."""
    return isinstance(state.result(raise_on_failure=False), OSError)


def do_step(run: Run, step: Step) -> str:
    """Do one step; what goes wrong reaches Prefect's log and database without a row of data."""
    try:
        return run.do(step)
    except (JourneymineError, OSError) as error:
        raise error from None
    except Exception as error:
        found = f"Step '{step.name}' failed with {type(error).__name__}"
        raise JourneymineError(f"{found}; `journeymine run` shows where.") from None


def run_as_task(run: Run, step: Step) -> None:
    """Do one step as a task under its name; nothing of it is cached or kept by Prefect."""

    @task(
        name=step.name,
        retries=step.retries,
        retry_delay_seconds=RETRY_DELAYS,
        retry_condition_fn=may_pass,
        cache_policy=NO_CACHE,
    )
    def work() -> None:
        get_run_logger().info("%s: %s", step.name, do_step(run, step))

    work()


def leave_account(summary: RunSummary) -> None:
    """Leave an artifact that says what each step did and how the rows read add up."""
    steps = [{"step": name, "done": line} for name, line in summary.lines]
    create_table_artifact(table=steps, key="nightly", description=summary.text())


@flow(name="nightly", on_failure=[log_failure])
def nightly(*, config: str = "data/sample/journey.yaml", full: bool = False) -> None:
    """Build and publish the journeys of one journey file.

    Args:
        config: the journey file, from the project's folder.
        full: read every file again instead of the new ones.
    """
    with open_run(load(ROOT / config), full=full) as run:
        for step in STEPS:
            run_as_task(run, step)
        leave_account(run.summary())


def main() -> int:
    """Run the flow once and give its exit code; on SIGTERM too, Prefect's own server ends with it."""
    parser = argparse.ArgumentParser(description="Build and publish the journeys of one journey file.")
    parser.add_argument("-c", "--config", default="data/sample/journey.yaml", help="the journey file")
    parser.add_argument("--full", action="store_true", help="read every file again")
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    try:
        nightly(**vars(parser.parse_args()))
    except JourneymineError as error:
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
