"""No file names a package index, or a folder of the machine it was written on."""

from __future__ import annotations

import re

import pytest

from tests.packaging.repository import ROOT, files

FOLDERS = "|".join(["work", "root", "tmp", "opt"])
HOSTS = "|".join([r"pypi\.org", r"test\.pypi", r"pythonhosted", r"npmjs", r"deb\.debian"])
PLACE = re.compile(rf"(?<![\w.~/*-])/(?:{FOLDERS})/(?=\w)|://[\w.]*(?:{HOSTS})|fil[e]:///".encode())


def places(content: bytes) -> list[str]:
    """What a file names, with some of its surroundings."""
    return [
        content[max(found.start() - 20, 0) : found.end() + 20].decode(errors="replace")
        for found in PLACE.finditer(content)
    ]


def test_no_file_names_a_place() -> None:
    found = {path: places((ROOT / path).read_bytes()) for path in files()}
    assert {path: named for path, named in found.items() if named} == {}


@pytest.mark.parametrize(
    "place", ["/" + "work/main", "https://" + "pypi.org/simple", "file://" + "/srv/wheels"]
)
def test_a_place_would_be_seen(place: str) -> None:
    assert places(f"index = '{place}'".encode())
    assert not places(b"data/work/hours.csv and /workshop/")
