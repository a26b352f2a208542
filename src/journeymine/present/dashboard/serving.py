"""Serving: binds 127.0.0.1 and nothing else, whatever the environment says, and never in debug mode."""

from __future__ import annotations

import os
import socket
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from journeymine.errors import UsageError

if TYPE_CHECKING:
    from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler

HOST = "127.0.0.1"
_NEEDED = ("dash", "dash_mantine_components", "dash_ag_grid")


def serve(warehouse: Path | str, *, port: int = 8050) -> None:
    """Serve the dashboard of a warehouse until it is interrupted; prints its address.

    Args:
        warehouse: the warehouse's folder.
        port: port on 127.0.0.1; 0 takes a free one.

    Raises:
        UsageError: Dash is not installed, or the port is taken.
        NothingPublished: nothing was published there yet.
    """
    require_dash()
    with listen(port) as listener:
        server = make_server(Path(warehouse), listener)
        address = f"http://{HOST}:{listener.getsockname()[1]}/"
        print(f"The dashboard is at {address} (only on this machine; Ctrl+C stops it)", flush=True)
        server.serve_forever()  # returns on Ctrl+C, and closes itself
        print("The dashboard has stopped.")


def require_dash() -> None:
    """Raise where a library of the dashboard is not installed.

    Raises:
        UsageError: names what to install.
    """
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        names = ", ".join(name.replace("_", "-") for name in missing)
        raise UsageError(
            f'the dashboard needs {names}; install it with: pip install "journeymine[dashboard]"'
        )


def listen(port: int) -> socket.socket:
    """A listening socket on 127.0.0.1.

    Raises:
        UsageError: the port is taken, or not ours to take.
    """
    try:
        return socket.create_server((HOST, port))
    except OSError as error:
        why = os.strerror(error.errno or 0).lower()
        raise UsageError(f"port {port} can't be used ({why}); choose another with --port") from None


def make_server(warehouse: Path, listener: socket.socket) -> BaseWSGIServer:
    """The dashboard behind a threaded server on an open socket.

    Raises:
        NothingPublished: nothing was published there yet.
    """
    from werkzeug import serving

    from journeymine.present.dashboard.app import create_app

    app = create_app(warehouse, lambda: datetime.now(UTC))
    port: int = listener.getsockname()[1]
    return serving.make_server(
        HOST, port, app.server, threaded=True, request_handler=_quiet_handler(), fd=listener.fileno()
    )


def _quiet_handler() -> type[WSGIRequestHandler]:
    from werkzeug.serving import WSGIRequestHandler

    class QuietHandler(WSGIRequestHandler):
        """Logs no requests and does not name the software behind it."""

        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            """Log nothing."""

        def version_string(self) -> str:
            """Name of the server, without versions."""
            return "journeymine"

    return QuietHandler
