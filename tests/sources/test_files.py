"""Which files a journey file names: in a stable order, relative to its folder, refused where there are
none.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from journeymine.config import Settings
from journeymine.errors import ConfigError, DataRefused
from journeymine.sources import SourceFile, empty_patterns, list_files


def settings_in(folder: Path, **sources: Any) -> Settings:
    named = {name: {"name": name, **source} for name, source in sources.items()}
    touchpoints = [{"name": "t", "stage": "awareness", "when": {"event": "a"}}]
    return Settings.model_validate(
        {"path": folder / "journey.yaml", "sources": named, "touchpoints": touchpoints}
    )


def touch(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("")


def shown(files: tuple[SourceFile, ...]) -> list[tuple[str, str, str]]:
    return [(file.source.name, file.entity, file.shown) for file in files]


def test_order_is_by_source_entity_and_natural_path(tmp_path: Path) -> None:
    touch(
        tmp_path,
        "d/e-10.json",
        "d/e-9.json",
        "d/e-09.json",
        "d/sub/e.json",
        "lead.csv",
        "contact.csv",
        "d/.hidden.json",
    )
    settings = settings_in(
        tmp_path,
        web={"vendor": "ga4", "files": ["d/**/*.json", "d/e-9.json"]},
        crm={"vendor": "salesforce", "files": {"lead": "lead.csv", "contact": ["cont*.csv", "contact.csv"]}},
    )
    assert shown(list_files(settings)) == [
        ("web", "events", "d/e-09.json"),
        ("web", "events", "d/e-9.json"),
        ("web", "events", "d/e-10.json"),
        ("web", "events", "d/sub/e.json"),
        ("crm", "lead", "lead.csv"),
        ("crm", "contact", "contact.csv"),
    ]


def test_paths_outside_the_folder_and_absolute_ones(tmp_path: Path) -> None:
    touch(tmp_path, "maps/x", "data/a.csv", "data/b.csv")
    survey = {"vendor": "survey", "files": ["../data/a.csv", str(tmp_path / "data" / "*.csv")]}
    files = list_files(settings_in(tmp_path / "maps", voice=survey))
    assert [file.shown for file in files] == ["../data/a.csv", "../data/b.csv"]
    assert all(file.path.is_absolute() and file.path.exists() for file in files)


def test_a_named_file_that_is_missing(tmp_path: Path) -> None:
    touch(tmp_path, "a.csv")
    settings = settings_in(tmp_path, voice={"vendor": "survey", "files": ["*.csv", "b.csv"]})
    with pytest.raises(DataRefused, match="source 'voice': there is no file 'b.csv'"):
        list_files(settings)


def test_globs_that_find_nothing(tmp_path: Path) -> None:
    touch(tmp_path, "a.csv", "folder.txt/x")
    none = settings_in(tmp_path, voice={"vendor": "survey", "files": ["*.tsv", "*.txt"]})
    with pytest.raises(DataRefused, match=r"no file matches '\*\.tsv', '\*\.txt'"):
        list_files(none)
    some = settings_in(tmp_path, voice={"vendor": "survey", "files": ["*.tsv", "*.csv"]})
    assert [file.shown for file in list_files(some)] == ["a.csv"]
    assert empty_patterns(some) == ("source 'voice': '*.tsv' finds no file",)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"leads": "*"}, "unknown entity 'leads': salesforce has lead, contact, .*did you mean 'lead'"),
        ("*.csv", "files without an entity: salesforce has lead"),
    ],
)
def test_entities_are_the_vendors(tmp_path: Path, files: Any, said: str) -> None:
    with pytest.raises(ConfigError, match=said) as caught:
        list_files(settings_in(tmp_path, crm={"vendor": "salesforce", "files": files}))
    assert caught.value.key == "sources.crm.files"
