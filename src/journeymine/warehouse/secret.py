"""Where the secret of the pseudonyms comes from: the journey file's key_file, else the environment, else the
user's own folder.

It never lies in the warehouse: who has only the warehouse can't try out addresses against the pseudonyms.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from journeymine.config import Settings
from journeymine.errors import ConfigError
from journeymine.events import Secret
from journeymine.warehouse.folders import sync_folder

VARIABLE = "JOURNEYMINE_KEY"
_KEY = "privacy.key_file"
_HEX = re.compile(r"(?:[0-9a-fA-F]{2}){32,64}")


def read_secret(settings: Settings, environment: Mapping[str, str], *, may_create: bool) -> Secret:
    """The secret of a journey file's warehouse.

    Args:
        settings: the journey file.
        environment: the process's environment variables.
        may_create: whether a missing key file is written; only for a warehouse that has no pseudonyms yet.

    Raises:
        ConfigError: it is missing, malformed, or inside the warehouse.
    """
    if settings.privacy.key_file is None and VARIABLE in environment:
        return _parse(environment[VARIABLE], f"the environment variable {VARIABLE}")
    path = key_path(settings, environment)
    if path.is_relative_to(settings.warehouse_path):
        raise ConfigError(
            f"the key file {path.name} lies inside the warehouse; keep it elsewhere, "
            "so that the two are never copied together",
            settings.path,
            key=_KEY,
        )
    if may_create and not path.exists():
        _create(path)
    return _parse(_read(path, settings), f"the key file {path}")


def key_path(settings: Settings, environment: Mapping[str, str]) -> Path:
    """The key file: the journey file's own, else the one in the user's configuration folder."""
    if settings.privacy.key_file is not None:
        return (settings.folder / settings.privacy.key_file).resolve()
    configured = Path(environment.get("XDG_CONFIG_HOME", ""))
    base = configured if configured.is_absolute() else Path.home() / ".config"
    return base / "journeymine" / "pseudonym.key"


def differs(settings: Settings) -> ConfigError:
    """The error of a warehouse whose pseudonyms were made under another secret."""
    return ConfigError(
        "this warehouse's pseudonyms were made with another key. Put that key back (privacy.key_file, "
        f"the variable {VARIABLE}, or pseudonym.key in your configuration folder), or name a new warehouse "
        "folder: with another key every customer gets another id",
        settings.path,
        key=_KEY,
    )


def _create(path: Path) -> None:
    """Write a new key; where two runs do so at once, the first one's stays."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as out:
        out.write(secrets.token_hex(32) + "\n")
        out.flush()
        os.fsync(out.fileno())
    with suppress(FileExistsError):
        path.hardlink_to(beside)
    beside.unlink()
    sync_folder(path.parent)


def _read(path: Path, settings: Settings) -> str:
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError:
        raise ConfigError(
            f"the key file {path} is missing, and this warehouse's pseudonyms were made with it; "
            "restore it from your backup, or name a new warehouse folder",
            settings.path,
            key=_KEY,
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"the key file {path} can't be read ({type(error).__name__}); expected 64 hexadecimal digits",
            settings.path,
            key=_KEY,
        ) from None


def _parse(text: str, place: str) -> Secret:
    digits = text.strip()
    if not _HEX.fullmatch(digits):
        raise ConfigError(
            f"{place} holds no key; expected 64 hexadecimal digits, as 'openssl rand -hex 32' writes them",
            key=_KEY,
        )
    return Secret(bytes.fromhex(digits))
