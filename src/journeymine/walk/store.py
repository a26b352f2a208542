"""Paths on disk: one folder, one array a file, opened without reading.

Each file is an array as NumPy keeps it (`numpy.load(path, mmap_mode="r")` opens it); what events say in words
is `signatures.parquet`; `paths.json` names the parts and closes the folder: it is written last.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

from journeymine.errors import DataRefused
from journeymine.walk.paths import Coded, Paths, Spans
from journeymine.walk.signatures import Signatures

FORM = 1
"""Of the folder; readers refuse another."""

_HEADER = 128
"""Bytes before the elements of an array's file."""

_ARRAYS = ("bounds", "times", "signature", "session", "journey")
_SPANS = ("first", "end", "customer")


def save_paths(paths: Paths, folder: Path) -> None:
    """Write paths into a new folder.

    Args:
        paths: what to write.
        folder: made here; must not be there yet.
    """
    folder.mkdir()
    for name, array in _arrays(paths).items():
        np.save(folder / f"{name}.npy", array)
    pq.write_table(paths.signatures.table, folder / "signatures.parquet")
    told = {
        "form": FORM,
        "events": len(paths),
        "stages": paths.signatures.stages,
        "touchpoints": paths.signatures.touchpoints,
        "figures": list(paths.figures),
        "properties": {name: coded.names for name, coded in paths.properties.items()},
    }
    (folder / "paths.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


def open_paths(folder: Path) -> Paths:
    """Open a folder of paths; arrays are read as they are looked at.

    Raises:
        DataRefused: the folder is not whole, or of another version.
    """
    try:
        told = json.loads((folder / "paths.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        raise DataRefused(
            f"{folder.name} is not whole; run 'journeymine run --full' to make it anew"
        ) from None
    if told["form"] != FORM:
        raise DataRefused(
            f"{folder.name} is of form {told['form']}, {FORM} is expected; run 'journeymine run'"
        )
    return _read(folder, told)


def _arrays(paths: Paths) -> dict[str, NDArray[Any]]:
    named: dict[str, NDArray[Any]] = {name: getattr(paths, name) for name in _ARRAYS}
    for kind in ("sessions", "journeys"):
        named |= {f"{kind}-{name}": getattr(getattr(paths, kind), name) for name in _SPANS}
    named |= {f"figure-{name}": array for name, array in paths.figures.items()}
    places = enumerate(paths.properties.values())
    return named | {f"property-{place}": coded.codes for place, coded in places}


def _read(folder: Path, told: dict[str, Any]) -> Paths:
    def array(name: str) -> NDArray[Any]:
        return _open(folder / f"{name}.npy")

    def spans(kind: str) -> Spans:
        return Spans(*(array(f"{kind}-{name}") for name in _SPANS))

    table = pq.read_table(folder / "signatures.parquet")
    properties = {
        name: Coded(array(f"property-{place}"), tuple(names))
        for place, (name, names) in enumerate(told["properties"].items())
    }
    return Paths(
        **{name: array(name) for name in _ARRAYS},
        sessions=spans("sessions"),
        journeys=spans("journeys"),
        signatures=Signatures(table, tuple(told["stages"]), tuple(told["touchpoints"])),
        figures={name: array(f"figure-{name}") for name in told["figures"]},
        properties=properties,
    )


def _open(path: Path) -> NDArray[Any]:
    """An array on disk; one without elements can't be mapped and is read."""
    is_empty = path.stat().st_size <= _HEADER
    return cast("NDArray[Any]", np.load(path, mmap_mode=None if is_empty else "r"))
