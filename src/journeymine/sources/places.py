"""Files in object stores, through fsspec: found by a pattern with what tells whether they changed, and read
in parts.

Addresses look like `s3://bucket/exports/*.json.gz`. Options of a store may be taken from the environment
(`${NAME}`); what they hold is in no message. A store that can't be reached is `OutOfReach`, which trying
again may help.
"""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from journeymine.config import Source
from journeymine.errors import ConfigError, DataRefused, JourneymineError

_URL = re.compile(r"([a-z][a-z0-9+.-]*)://", re.IGNORECASE)
_REFERENCE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_DRIVERS = {
    "s3": "s3fs",
    "s3a": "s3fs",
    "gs": "gcsfs",
    "gcs": "gcsfs",
    "az": "adlfs",
    "abfs": "adlfs",
    "abfss": "adlfs",
    "http": "aiohttp",
    "https": "aiohttp",
    "sftp": "paramiko",
}
_CONTENT_TAGS = ("ETag", "etag", "md5Hash", "content_md5", "generation", "crc32c")
_TIMES = ("mtime", "LastModified", "last_modified", "updated", "modified", "created")
_PART_BYTES = 1 << 20
_SETTLED_SECONDS = 2


class OutOfReach(DataRefused, OSError):
    """A store or database can't be reached now; trying again may help."""


@dataclass(frozen=True)
class Found:
    """A file of an object store.

    Attributes:
        url: its whole address.
        path: its path in the store.
        stamp: changes when the file does; empty where the store does not tell.
    """

    url: str
    path: str
    stamp: str


def is_url(text: str) -> bool:
    """Whether a glob of the journey file is an address and not a path."""
    return _URL.match(text) is not None


def find(url: str, source: Source) -> tuple[Found, ...]:
    """The files that an address with or without wildcards names, in no order.

    Args:
        url: the address.
        source: whose storage options count.

    Raises:
        ConfigError: fsspec or the store's driver is not installed, or an option is missing.
        DataRefused: the store refuses; OutOfReach where it does not answer.
    """
    system, path = _system(url, source)
    with _said_well(url, source):
        system.invalidate_cache()
        infos = _infos(system, path)
    return tuple(
        Found(_address(system, url, path, name), name, _stamp(info))
        for name, info in infos.items()
        if info.get("type") != "directory"
    )


def parts(url: str, source: Source) -> Iterator[bytes]:
    """The bytes of a file, some at a time.

    Raises:
        DataRefused: it can't be read; OutOfReach where the store does not answer.
    """
    system, path = _system(url, source)
    with _said_well(url, source):
        opened = system.open(path, "rb")
    try:
        while True:
            with _said_well(url, source):
                part = opened.read(_PART_BYTES)
            if not part:
                return
            yield part
    finally:
        opened.close()


def settled(stamp: str, settled_by: float) -> str | None:
    """The stamp of a file, or None where it says too little to take the file for unchanged.

    Args:
        stamp: as `Found` has it.
        settled_by: seconds since 1970; a file whose stamp is a time within two seconds before may change
            again unseen.
    """
    kind, _, rest = stamp.partition(":")
    if kind == "time" and float(rest.rpartition(":")[2]) > settled_by - _SETTLED_SECONDS:
        return None
    return stamp or None


def from_environment(text: str, key: str) -> str:
    """What a text of the journey file stands for: `${NAME}` is that variable, any other text itself.

    Raises:
        ConfigError: the variable is not set.
    """
    match = _REFERENCE.fullmatch(text)
    if match is None:
        return text
    value = os.environ.get(match[1])
    if not value:
        raise ConfigError(
            f"the environment variable {match[1]} is not set; set it before the run, for instance in the "
            "service's own settings",
            key=key,
        )
    return value


def _options(options: Mapping[str, Any], key: str) -> dict[str, Any]:
    """Storage options with what the environment holds."""
    out: dict[str, Any] = {}
    for name, value in options.items():
        if isinstance(value, Mapping):
            out[name] = _options(cast(Mapping[str, Any], value), f"{key}.{name}")
        else:
            out[name] = from_environment(value, f"{key}.{name}") if isinstance(value, str) else value
    return out


def _system(url: str, source: Source) -> tuple[Any, str]:
    """The store of an address, and the path in it."""
    match = _URL.match(url)
    protocol = match[1].lower() if match else "file"
    options = _options(source.storage, f"sources.{source.name}.storage")
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise _no_driver(protocol, source) from None
    with _said_well(url, source):
        try:
            return url_to_fs(url, **options)
        except ImportError:
            raise _no_driver(protocol, source) from None
        except (ValueError, TypeError) as error:
            is_unknown = str(error).startswith("Protocol not known")
            raise (_no_store if is_unknown else _bad_options)(protocol, source) from None


def _infos(system: Any, path: str) -> dict[str, dict[str, Any]]:
    """What the store says of each file, by path; without wildcards of the one, if it is there."""
    try:
        if not glob.has_magic(path):
            return {path: system.info(path)}
        system.ls(_fixed_part(path), detail=False)  # a pattern over what can't be listed would find nothing
        found = cast(dict[str, dict[str, Any]], system.glob(path, detail=True))
    except FileNotFoundError:
        return {}
    return {name: info for name, info in found.items() if not _is_hidden(name, path)}


def _fixed_part(path: str) -> str:
    """The folder above the first wildcard."""
    parts = path.split("/")
    wild = next(place for place, part in enumerate(parts) if glob.has_magic(part))
    return "/".join(parts[:wild]) or "/"


def _is_hidden(name: str, pattern: str) -> bool:
    """Whether a wildcard stands for a part that begins with a dot, as local globs never do."""
    return "/." in name and "/." not in pattern


def _address(system: Any, url: str, pattern: str, name: str) -> str:
    """The address of a file, written as the pattern's was."""
    if url.endswith(pattern):
        return url.removesuffix(pattern) + name
    return str(system.unstrip_protocol(name))


def _stamp(info: Mapping[str, Any]) -> str:
    """Size and content tag of a file, or size and time of change; empty where the store tells neither."""
    for name in _CONTENT_TAGS:
        if info.get(name):
            return f"tag:{info.get('size')}:{info[name]}"
    for name in _TIMES:
        value = info.get(name)
        if isinstance(value, datetime):
            value = value.timestamp()
        if isinstance(value, int | float):
            return f"time:{info.get('size')}:{info.get('ino', '')}:{value!r}"
    return ""


@contextmanager
def _said_well(url: str, source: Source) -> Generator[None]:
    """Errors of a store's driver, of whatever class, without their words: those may hold a secret."""
    try:
        yield
    except JourneymineError:
        raise
    except (FileNotFoundError, PermissionError) as error:
        found = "it is not there" if isinstance(error, FileNotFoundError) else "access is refused"
        raise DataRefused(
            f"source {source.name!r}: {url} can't be read, {found}; look at the address and at the rights of "
            "the account that reads it"
        ) from None
    except Exception as error:
        raise OutOfReach(
            f"source {source.name!r}: {url} can't be reached ({type(error).__name__}); look at the network, "
            "the store's credentials in the environment and `storage`, and run again"
        ) from None


def _no_driver(protocol: str, source: Source) -> ConfigError:
    driver = _DRIVERS.get(protocol, "")
    named = f" and its driver {driver}" if driver else ""
    return ConfigError(
        f'{protocol}:// is read with fsspec{named}: pip install "journeymine[objects]" {driver}'.rstrip(),
        key=f"sources.{source.name}.files",
    )


def _no_store(protocol: str, source: Source) -> ConfigError:
    return ConfigError(
        f"fsspec knows no store {protocol}://; expected for instance s3://, gs:// or az://",
        key=f"sources.{source.name}.files",
    )


def _bad_options(protocol: str, source: Source) -> ConfigError:
    return ConfigError(
        f"the driver of {protocol}:// does not take these options; look them up in its documentation",
        key=f"sources.{source.name}.storage",
    )
