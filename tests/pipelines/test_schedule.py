"""The deployment of prefect.yaml on a real server: its cron gets scheduled runs, one at a time."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PREFECT = (sys.executable, "-m", "prefect")

pytestmark = pytest.mark.prefect


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(found: Callable[[], Any], *, what: str, seconds: float) -> Any:
    """Ask until there is an answer."""
    last = time.monotonic() + seconds
    while time.monotonic() < last:
        if answer := found():
            return answer
        time.sleep(0.5)
    raise AssertionError(f"no {what} within {seconds} s")


def ask(api: str, path: str, question: dict[str, Any] | None = None) -> Any:
    """Ask the server, or None while it does not answer."""
    data = None if question is None else json.dumps(question).encode()
    request = urllib.request.Request(f"{api}/{path}", data, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return None


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A Prefect server with a home of its own; gives the environment of its clients."""
    home, port = tmp_path_factory.mktemp("prefect"), free_port()
    env = os.environ | {
        "DO_NOT_TRACK": "1",
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_HOME": str(home),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_UI_ENABLED": "false",
    }
    command = (*PREFECT, "server", "start", "--host", "127.0.0.1", "--port", str(port))
    with (home / "server.log").open("w") as log:
        server = subprocess.Popen(
            command, env=env, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
        try:
            wait_for(lambda: ask(env["PREFECT_API_URL"], "health"), what="healthy server", seconds=180)
            yield env
        finally:
            server.terminate()
            server.wait(timeout=60)


def prefect(environment: dict[str, str], *words: str) -> None:
    """One call of Prefect's command line."""
    command = (*PREFECT, "--no-prompt", *words)
    done = subprocess.run(
        command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=180, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_deployed_cron_gets_scheduled_runs(environment: dict[str, str]) -> None:
    api = environment["PREFECT_API_URL"]
    prefect(environment, "work-pool", "create", "local-process", "--type", "process")
    prefect(environment, "deploy", "--all")
    [deployment] = ask(api, "deployments/filter", {})
    question = {"flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}}
    runs = wait_for(lambda: ask(api, "flow_runs/filter", question), what="scheduled run", seconds=120)
    starts = [datetime.fromisoformat(run["expected_start_time"]) for run in runs]
    assert {run["deployment_id"] for run in runs} == {deployment["id"]}
    assert {(start.hour, start.minute) for start in starts} == {(2, 0)}
    assert deployment["concurrency_options"]["collision_strategy"] == "CANCEL_NEW"
    assert deployment["global_concurrency_limit"]["limit"] == 1
