"""Serving: on this machine only, whatever the environment says, and with words where it cannot."""

from __future__ import annotations

import socket
import threading
from http.client import HTTPConnection
from importlib.util import find_spec
from pathlib import Path

import pytest

from journeymine.errors import NothingPublished, UsageError
from journeymine.present.dashboard import serve, serving


def test_a_port_that_is_taken_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=rf"port {port} .* --port"):
            serving.listen(port)


def test_what_to_install_is_said(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        serving, "find_spec", lambda name: None if name == "dash_ag_grid" else find_spec(name)
    )
    with pytest.raises(UsageError, match=r'needs dash-ag-grid; .*pip install "journeymine\[dashboard\]"'):
        serve(shop)


def test_nothing_published_is_said(tmp_path: Path) -> None:
    with pytest.raises(NothingPublished):
        serve(tmp_path, port=0)


def test_it_answers_on_the_loopback_alone(
    shop: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOST", "0.0.0.0")
    monkeypatch.setenv("DASH_DEBUG", "true")
    with serving.listen(0) as listener:
        server = serving.make_server(shop, listener)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        host, port = server.socket.getsockname()
        connection = HTTPConnection(host, port, timeout=30)
        connection.request("GET", "/healthz")
        answer = connection.getresponse()
        assert (host, answer.status) == ("127.0.0.1", 200)
        assert answer.getheader("Server") == "journeymine"
        connection.close()
        server.shutdown()
        thread.join()
        server.server_close()
    assert capfd.readouterr() == ("", "")
