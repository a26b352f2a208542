"""`journeymine init DIR --from …`: exports are recognised, and the file that is written checks and runs."""

from __future__ import annotations

import csv
import gzip
import random
import shutil
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from journeymine.config import load
from journeymine.engine import DuckEngine
from journeymine.sources import list_files, read
from tests.suggest.calling import asked, said

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "data" / "sample"
FIXTURES = ROOT / "tests" / "sources" / "fixtures"
REAL = ROOT.parent / "shared" / "data"
START = datetime(2026, 1, 1, tzinfo=UTC)
ACTS = ("Product Viewed", "add_to_basket", "purchase", "wibble")


def tree(folder: Path) -> dict[str, dict[str, dict[str, object]]]:
    return YAML(typ="safe").load((folder / "journey.yaml").read_text(encoding="utf-8"))


def written(path: Path, header: str, rows: Iterable[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")


def proposed(folder: Path, *given: str) -> tuple[str, str]:
    """What `init` prints, and the file that it writes."""
    told = said(folder, "init", "map", "--from", *given)
    return told, (folder / "map" / "journey.yaml").read_text(encoding="utf-8")


def ran(folder: Path) -> None:
    """Check and run the file that was written."""
    assert "the journey file is sound" in said(folder / "map", "check")
    assert "generation 1 published" in said(folder / "map", "run")


def days_read(folder: Path) -> set[str]:
    """The days of the one file that the proposed journey file names, as a run would read them."""
    engine = DuckEngine.open(None, memory_limit="500MB", threads=1)
    (file,) = list_files(load(folder / "map" / "journey.yaml"))
    raw = read(engine, file, file.path)
    engine.model(raw.model, raw.parameters)
    day = "cast(cast(occurred_at at time zone 'UTC' as date) as varchar)"
    query = f"select distinct {day} as day from {raw.model}"
    days = engine.query(query)["day"].to_pylist()
    engine.close()
    return set(days)


def test_every_export_of_the_sample_is_recognised(tmp_path: Path) -> None:
    for vendor in ("salesforce", "zendesk", "survey"):
        shutil.copytree(SAMPLE / vendor, tmp_path / "exports" / vendor)
    (tmp_path / "exports" / "ga4").mkdir()
    for day in sorted((SAMPLE / "ga4").iterdir())[:4]:
        shutil.copy(day, tmp_path / "exports" / "ga4")
    told, _ = proposed(tmp_path, "exports")
    sources = tree(tmp_path / "map")["sources"]
    assert {name: source["vendor"] for name, source in sources.items()} == {
        "web": "ga4",
        "crm": "salesforce",
        "support": "zendesk",
        "voice": "survey",
    }
    assert sources["web"]["files"] == "../exports/ga4/events_*.json.gz"
    own = YAML(typ="safe").load((SAMPLE / "journey.yaml").read_text(encoding="utf-8"))["sources"]
    for name in ("crm", "support"):
        assert sources[name]["files"] == {
            entity: f"../exports/{path}" for entity, path in own[name]["files"].items()
        }
    assert "left out User.csv" in told
    assert "left out groups.csv" in told
    ran(tmp_path)
    assert asked(tmp_path / "map", "select count(*) as n from events where stage = 'purchase'")[0]["n"]


@pytest.mark.parametrize(
    ("vendor", "entities"),
    [
        ("adobe", {"hits"}),
        ("ads", {"cost"}),
        ("amplitude", {"events"}),
        ("ga4", {"events"}),
        ("matomo", {"visits"}),
        ("mixpanel", {"events"}),
        ("posthog", {"events", "persons"}),
        ("qualtrics", {"responses"}),
        ("segment", {"aliases", "events", "identifies", "pages", "tracks"}),
        ("shopify", {"abandoned_checkout", "order", "order_api"}),
        ("snowplow", {"enriched", "events"}),
        (
            "zendesk",
            {"ticket", "ticket_chat", "ticket_chat_event", "ticket_comment", "ticket_field_history", "user"},
        ),
    ],
)
def test_vendors_by_their_columns(tmp_path: Path, vendor: str, entities: set[str]) -> None:
    shutil.copytree(FIXTURES / vendor, tmp_path / "in")
    told, _ = proposed(tmp_path, "in")
    line = next(line for line in told.splitlines() if f": {vendor}, " in line)
    assert set(line.rpartition(": ")[2].split(", ")) == entities


def odd_rows(form: str = "%Y-%m-%dT%H:%M:%S", step: timedelta = timedelta(hours=7)) -> list[list[str]]:
    chance = random.Random(7)
    return [
        [
            (START + place * step).strftime(form),
            ACTS[chance.randrange(4)],
            f"k-{chance.randrange(20)}",
            f"p{place}@mail.example",
            f"{place},50",
        ]
        for place in range(200)
    ]


def test_a_table_with_odd_names(tmp_path: Path) -> None:
    rows = (";".join(row) for row in odd_rows())
    written(tmp_path / "in" / "zdarzenia_2026-01-31.csv", "kiedy;co_zrobil;kto;adres;ile", rows)
    _, text = proposed(tmp_path, "in/zdarzenia_2026-01-31.csv")
    source = tree(tmp_path / "map")["sources"]["zdarzenia"]
    assert source["files"] == "../in/zdarzenia_*.csv"
    assert source["delimiter"] == ";"
    assert source["timezone"] == "UTC"
    assert "# confirm: the times carry no offset" in text
    assert source["columns"] == {"time": "kiedy", "event": "co_zrobil"}
    assert source["keys"] == {"email": "adres"}
    assert tree(tmp_path / "map")["carts"] == {
        "add": {"event": "add_to_basket"},
        "purchase": {"event": "purchase"},
    }
    assert "# - {name: wibble, stage: STAGE, when: {event: wibble}}" in text
    ran(tmp_path)
    stages = asked(tmp_path / "map", "select distinct stage from events where event_name = 'purchase'")
    assert stages == [{"stage": "purchase"}]


def test_who_the_customer_is_may_be_a_guess_that_is_told(tmp_path: Path) -> None:
    rows = (",".join(row[:3]) for row in odd_rows())
    written(tmp_path / "acts.csv", "kiedy,co_zrobil,kto", rows)
    told, text = proposed(tmp_path, "acts.csv")
    assert tree(tmp_path / "map")["sources"]["acts"]["keys"] == {"user": "kto"}
    assert "to confirm: which column names the customer" in told
    assert "# confirm: no name tells which column is the customer" in text
    ran(tmp_path)


@pytest.mark.parametrize(
    "form",
    [
        "%d/%m/%Y %H:%M",
        "%m/%d/%Y %H:%M:%S",
        "%d.%m.%y %H:%M",
        "%d %b %Y",
        "%b %d, %Y %I:%M %p",
        "%Y%m%d%H%M%S",
    ],
)
def test_formats_that_the_data_prove_are_read_as_they_are_meant(tmp_path: Path, form: str) -> None:
    """The days that the database reads are those that were written."""
    rows = odd_rows(form, timedelta(hours=31))
    with (tmp_path / "acts.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["when", "event", "user_id", "x", "y"], *rows])
    proposed(tmp_path, "acts.csv")
    columns = tree(tmp_path / "map")["sources"]["acts"]["columns"]
    assert columns["time"] == {"column": "when", "format": form}  # type: ignore[index]
    assert days_read(tmp_path) == {datetime.strptime(row[0], form).date().isoformat() for row in rows}


def test_days_and_months_that_can_be_either_are_asked_for(tmp_path: Path) -> None:
    rows = [f"0{1 + place % 9}/0{1 + place % 8}/2026,purchase,u{place % 9}" for place in range(90)]
    written(tmp_path / "acts.csv", "when,event,user_id", rows)
    told, text = proposed(tmp_path, "acts.csv")
    assert "to decide: whether days or months come first in column 'when'" in told
    assert '# format: "%d/%m/%Y"' in text
    assert '# format: "%m/%d/%Y"' in text
    assert "in the 90 rows that were read" in text
    assert "%d/%m/%Y" in said(tmp_path / "map", "run", code=78)
    chosen = text.replace('# format: "%m/%d/%Y"', 'format: "%m/%d/%Y"')
    (tmp_path / "map" / "journey.yaml").write_text(chosen, encoding="utf-8")
    assert max(days_read(tmp_path)) == "2026-09-08"


@pytest.mark.parametrize(("scale", "unit"), [(1, "s"), (1_000, "ms"), (1_000_000, "us")])
def test_numbers_since_1970(tmp_path: Path, scale: int, unit: str) -> None:
    moments = (int((START + timedelta(hours=place)).timestamp() * scale) for place in range(50))
    rows = (f'{{"ts": {moment}, "action": "purchase", "customer": "c{moment % 7}"}}' for moment in moments)
    (tmp_path / "acts.jsonl").write_text("\n".join(rows), encoding="utf-8")
    proposed(tmp_path, "acts.jsonl")
    source = tree(tmp_path / "map")["sources"]["acts"]
    assert source["columns"]["time"] == {"column": "ts", "unit": unit}  # type: ignore[index]
    assert "timezone" not in source
    assert days_read(tmp_path) == {"2026-01-01", "2026-01-02", "2026-01-03"}


def test_nothing_of_a_person_is_written(tmp_path: Path) -> None:
    people = [f"person{place}@mail.example" for place in range(30)]
    rows = [
        f"2026-01-01T10:00:00Z,{people[place]},{people[place]},600700{place:03d},Anna K{place}"
        for place in range(30)
    ]
    rows += ["2026-01-01T11:00:00Z,purchase,a@mail.example,600700800,Anna"] * 300
    written(tmp_path / "acts.csv", "at,event,email,phone,name", rows)
    told, text = proposed(tmp_path, "acts.csv")
    for value in (*people, "600700", "Anna", "mail.example"):
        assert value not in told + text
    assert tree(tmp_path / "map")["touchpoints"] == [
        {"name": "order", "stage": "purchase", "when": {"event": "purchase"}}
    ]
    ran(tmp_path)


def test_pages_are_proposed_where_their_words_are_known(tmp_path: Path) -> None:
    pages = ("/blog/a", "/products/1", "/anna-kowalska/x", "/jan@mail.example/x")
    rows = [
        f"2026-01-01T10:00:{place:02d}Z,page_view,{page},v{place}" for place, page in enumerate(pages * 3)
    ]
    written(tmp_path / "visits.csv", "at,event,url,visitor_id", rows)
    _, text = proposed(tmp_path, "visits.csv")
    assert tree(tmp_path / "map")["touchpoints"] == [
        {
            "name": "reading",
            "stage": "awareness",
            "when": {"event": "page_view", "page": ["/blog", "/blog/*"]},
        },
        {
            "name": "product_page",
            "stage": "consideration",
            "when": {"event": "page_view", "page": ["/products", "/products/*"]},
        },
    ]
    assert "anna" not in text


def test_a_file_without_a_header_line_is_left_out_and_no_value_of_it_told(tmp_path: Path) -> None:
    rows = (f"2026-01-01T10:00:{place:02d}Z,login,anna{place % 7}" for place in range(20))
    written(tmp_path / "bare.csv", "2026-01-01T09:00:00Z,login,anna", rows)
    told = said(tmp_path, "init", "map", "--from", "bare.csv", code=65)
    assert "its first line names no columns" in told
    assert "anna" not in told


def test_globs_cover_what_comes_next_and_no_other_table(tmp_path: Path) -> None:
    for month in ("2026-01", "2026-02"):
        written(
            tmp_path / "in" / f"acts-{month}.csv", "at,event,user_id", ["2026-01-01T10:00:00Z,purchase,u1"]
        )
        written(
            tmp_path / "in" / f"dt={month}-01" / "part-0.csv",
            "at,event,client_id",
            ["2026-01-01T10:00:00Z,login,u1"],
        )
    written(tmp_path / "in" / "acts-all.csv", "when,event,member_id", ["2026-01-01T10:00:00Z,search,u1"])
    proposed(tmp_path, "in")
    files = {
        str(source["files"]): source["keys"]
        for source in map(dict, tree(tmp_path / "map")["sources"].values())
    }
    assert files == {
        "../in/acts-all.csv": {"user": "member_id"},
        "['../in/acts-2026-01.csv', '../in/acts-2026-02.csv']": {"user": "user_id"},
        "../in/dt=*/part-0.csv": {"user": "client_id"},
    }
    ran(tmp_path)


def test_rows_that_are_lost_are_allowed_for_and_told(tmp_path: Path) -> None:
    rows = [
        f"2026-01-{1 + place % 28:02d},purchase,{'' if place % 4 == 0 else f'u{place % 9}'}"
        for place in range(200)
    ]
    written(tmp_path / "acts.csv", "date,event,customer_id", rows)
    _, text = proposed(tmp_path, "acts.csv")
    assert "up to 25 % of the rows of a file" in text
    ran(tmp_path)


def test_a_packed_file_in_another_encoding(tmp_path: Path) -> None:
    rows = "".join(f"2026-01-01T10:00:00Z;wyszukaj żółty;u{place % 5}\n" for place in range(20))
    data = f"czas;zdarzenie;klient\n{rows}".encode("windows-1250")
    (tmp_path / "acts.csv.gz").write_bytes(gzip.compress(data))
    _, text = proposed(tmp_path, "acts.csv.gz")
    assert "encoding: windows-1252    # confirm: the text is not UTF-8" in text
    assert "keys:\n      user: klient" in text


def test_a_journey_file_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "map").mkdir()
    (tmp_path / "map" / "journey.yaml").write_text("mine", encoding="utf-8")
    written(tmp_path / "acts.csv", "at,event,user_id", ["2026-01-01T10:00:00Z,purchase,u1"])
    assert "is there already" in said(tmp_path, "init", "map", "--from", "acts.csv", code=64)
    assert (tmp_path / "map" / "journey.yaml").read_text(encoding="utf-8") == "mine"
    assert [path.name for path in (tmp_path / "map").iterdir()] == ["journey.yaml"]


def test_what_can_not_be_taken_is_told(tmp_path: Path) -> None:
    written(tmp_path / "in" / "list.csv", "colour,size", ["red,1", "red,2"])
    assert "no column holds times" in said(tmp_path, "init", "map", "--from", "in", code=65)
    assert "names no file" in said(tmp_path, "init", "map", "--from", "nowhere", code=65)
    assert "say --from" in said(tmp_path, "init", "map", "in", code=64)
    assert not (tmp_path / "map" / "journey.yaml").exists()


@pytest.mark.parametrize(
    "preset", ["adobe", "conversations", "hubspot", "shopify", "snowplow-ecommerce", "survey"]
)
def test_every_preset_starts_a_file_that_loads(tmp_path: Path, preset: str) -> None:
    said(tmp_path, "init", "map", "--preset", preset)
    assert "no file matches" in said(tmp_path / "map", "check", code=65)


@pytest.mark.real
@pytest.mark.parametrize(
    "name",
    [
        "ecom/ecom.csv.gz",
        pytest.param("online_retail/retail_session.parquet", marks=pytest.mark.slow),
    ],
)
def test_real_sets_give_a_map_that_converts(tmp_path: Path, name: str) -> None:
    if not (REAL / name).exists():
        pytest.skip(f"{name} is not here")
    proposed(tmp_path, str(REAL / name))
    ran(tmp_path)
    rows = asked(tmp_path / "map", "select count(*) as n from events where stage = 'purchase'")
    assert int(str(rows[0]["n"])) > 400
