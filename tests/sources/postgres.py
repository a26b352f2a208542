"""A PostgreSQL of the tests' own, on loopback, which ends with them."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PASSWORD = "hush-4711"
_SETTINGS = ("fsync=off", "full_page_writes=off", "listen_addresses=127.0.0.1")


@dataclass(frozen=True)
class Server:
    """A running server.

    Attributes:
        uri: with user and password.
    """

    uri: str

    def do(self, *statements: str) -> None:
        """Run statements, each committed."""
        from adbc_driver_postgresql import dbapi

        with dbapi.connect(self.uri, autocommit=True) as connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)


def programs() -> Path | None:
    """The folder of the newest server's programs; None where there is no server."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    found = shutil.which("pg_ctl")
    on_path = [Path(found).resolve().parent] if found else []
    return next((folder for folder in [*reversed(folders), *on_path] if (folder / "pg_ctl").exists()), None)


@contextmanager
def started(programs: Path) -> Generator[Server]:
    """Start a server in a folder of its own, and stop it; as root it runs as another user."""
    folder = Path(tempfile.mkdtemp(prefix="journeymine-"))
    who: dict[str, Any] = {"cwd": folder, "stdout": subprocess.DEVNULL}
    if os.geteuid() == 0:
        owner = _owner()
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        who |= {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
    (folder / "password").write_text(PASSWORD)
    (folder / "password").chmod(0o444)
    data, port = folder / "data", _free_port()
    make = ("-U", "shop", "--pwfile", folder / "password", "-A", "scram-sha-256", "-E", "UTF8", "--locale=C")
    options = " ".join(f"-c {setting}" for setting in (*_SETTINGS, f"port={port}"))
    control = (programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log")
    try:
        subprocess.run((programs / "initdb", "-D", data, *make, "--no-sync"), check=True, **who)
        subprocess.run(
            (*control, "-o", f"{options} -c unix_socket_directories=''", "start"), check=True, **who
        )
        try:
            yield Server(f"postgresql://shop:{PASSWORD}@127.0.0.1:{port}/postgres")
        finally:
            subprocess.run((*control, "-m", "immediate", "stop"), check=True, **who)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _owner() -> pwd.struct_passwd:
    """A user who is not root: PostgreSQL does not run as root."""
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
