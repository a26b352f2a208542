"""What keeps other pages and other machines out: the Host and Origin of each request, and the headers of each
answer.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Sequence
from urllib.parse import urlsplit

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

LOG = logging.getLogger("journeymine.dashboard")
_OURS = frozenset({"127.0.0.1", "localhost"})
_LARGEST_REQUEST = 1_000_000
_SUITES = ("/_dash-component-suites/", "/assets/")


def guard(server: Flask, script_hashes: Sequence[str]) -> None:
    """Refuse foreign requests and set the security headers of every answer.

    Args:
        server: the dashboard's Flask server.
        script_hashes: hashes of its inline scripts, quoted as a policy wants them.
    """
    policy = _policy(script_hashes)
    server.config["MAX_CONTENT_LENGTH"] = _LARGEST_REQUEST
    server.debug = False

    @server.before_request
    def refuse_foreign() -> Response | None:
        return _refusal(request.headers.get("Host", ""), request.headers.get("Origin"))

    @server.after_request
    def harden(response: Response) -> Response:
        for name, value in _headers(policy).items():
            response.headers[name] = value
        if not request.path.startswith(_SUITES):
            response.headers["Cache-Control"] = "no-store"
        return response

    server.register_error_handler(Exception, short_answer)


def short_answer(error: Exception) -> Response:
    """An error as one line of text; the log names its kind and place, never its text."""
    if isinstance(error, HTTPException):
        return _text(f"{error.code} {error.name}", error.code or 500)
    log_fault(error)
    return _text("500 The dashboard met an error; its log names it", 500)


def log_fault(error: Exception) -> None:
    """Log kind and place of an error; its text might quote data."""
    places = traceback.extract_tb(error.__traceback__)
    where = " > ".join(f"{place.name}:{place.lineno}" for place in places[-6:])
    LOG.error("%s in %s", type(error).__name__, where)


def _refusal(host: str, origin: str | None) -> Response | None:
    """Why a request is refused: a name that is not ours (DNS rebinding), or a page of another origin."""
    if _name_of(f"//{host}") not in _OURS:
        return _text("400 The dashboard answers to 127.0.0.1 and localhost only", 400)
    if origin is not None and origin != f"{request.scheme}://{host}":
        return _text("403 The dashboard takes no requests from other pages", 403)
    return None


def _name_of(address: str) -> str | None:
    """The host's name in an address; None where it cannot be read."""
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None


def _text(text: str, status: int) -> Response:
    return Response(text, status=status, mimetype="text/plain")


def _policy(script_hashes: Sequence[str]) -> str:
    scripts = " ".join(("'self'", *script_hashes))
    rules = (
        "default-src 'self'",
        f"script-src {scripts}",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
    return "; ".join(rules)


def _headers(policy: str) -> dict[str, str]:
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
