"""D1 to D9 and D15 to D20: files and rows that are not what they should be, through the command line.

Where a documented decision differs from the case, the test says so and holds the decision.
"""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.gate.shop import GOOD, HEADER, TABLE, Shop, fresh, journey_file, rows, text

RAGGED = ["x1,2026-01-06 10:00:00,look", "x2,2026-01-06 10:00:00,look,u1,more", "x3,yesterday,look,u1"]


def test_d01_too_few_too_many_and_a_bad_date_within_one_percent(shop: Shop) -> None:
    """Bad rows up to 1 %: exit 0, each rejected by line and reason, and the counts add up."""
    shop.put("ragged.csv", text([*RAGGED, *rows(100, 297)]))
    shop.run()
    assert shop.rejects() == {2: "too_few_columns", 3: "too_many_columns", 4: "bad_time"}
    assert shop.counts() == [("good.csv", 20, 20, 0, 0), ("ragged.csv", 300, 297, 3, 0)]


def test_d01_more_than_one_percent_is_refused(shop: Shop) -> None:
    """One good row less: exit 65, nothing of the file loaded."""
    shop.put("ragged.csv", text([*RAGGED, *rows(100, 296)]))
    shop.refused(65, "in/ragged.csv: 3 of 299 records are refused", "too_few_columns: 1 (line 2)")
    assert shop.counts() == [("good.csv", 20, 20, 0, 0)]


def test_d02_columns_in_another_order(shop: Shop, tmp_path: Path) -> None:
    """Found by name: the same fingerprint."""
    cells = (line.split(",") for line in rows(0, 20))
    turned = text([f"{who},{what},{at},{name}" for name, at, what, who in cells], "who,what,at,id")
    other = fresh(tmp_path / "turned", journey_file(), [("good.csv", turned)])
    other.run()
    assert other.fingerprint == shop.fingerprint


def test_d03_a_required_column_renamed_in_a_vendors_layout(shop: Shop) -> None:
    """Exit 65, nothing loaded, the last generation served."""
    shop.say(journey_file("vendor: survey", "timezone: UTC"))
    shop.put("good.csv", b"response_id,when,score,email\nr1,2026-01-05 10:00,9,a@b.example\n")
    shop.refused(65, "in/good.csv: no column 'submitted_at'", "'when'")


def test_d03_a_mapped_column_renamed(shop: Shop) -> None:
    """For a table it is the mapping that does not fit: exit 78 is documented; nothing loaded, old served."""
    shop.put("next.csv", text(rows(100, 5), "id,at,did,who"))
    shop.refused(78, "in/next.csv has no column 'what'", "columns.event")


def test_d04_evolve_keeps_an_unknown_column_and_tells_it(shop: Shop) -> None:
    """The default: kept as a property that rules can ask for, and told once for the source."""
    shop.say(
        journey_file() + "friction:\n  - {name: voucher, when: {event: look, properties.voucher: SPRING}}\n"
    )
    for name, first in (("b.csv", 100), ("c.csv", 200)):
        shop.put(name, text([f"{row},SPRING" for row in rows(first, 4)], f"{HEADER},voucher"))
    done = shop.run()
    told = "shop: columns that nobody promised are kept as properties: 'voucher' (2 files)"
    assert done.stderr.count("warning") == 1
    assert told in done.stderr
    assert shop.ask("select count(*) as n from events where friction = 'voucher'") == [(4,)]


def test_d04_freeze_refuses_an_unknown_column(shop: Shop, tmp_path: Path) -> None:
    """Exit 65, the column named, nothing loaded; listed under properties it is promised."""
    extra = text([f"{row},SPRING" for row in rows(100, 4)], f"{HEADER},voucher")
    shop.say(journey_file(*TABLE, "contract: freeze"))
    shop.run()
    shop.put("next.csv", extra)
    shop.refused(65, "in/next.csv: the contract of source 'shop' is freeze", "'voucher'")
    promised = journey_file(*TABLE, "contract: freeze", "properties: [voucher]")
    other = fresh(tmp_path / "promised", promised, [("next.csv", extra)])
    other.run()
    assert other.counts() == [("next.csv", 4, 4, 0, 0)]


def test_d04_discard_leaves_an_unknown_column_out_and_tells_it(shop: Shop) -> None:
    """A warning, and no rule can ask for the column."""
    shop.say(
        journey_file(*TABLE, "contract: discard")
        + "friction:\n  - {name: voucher, when: {event: look, properties.voucher: SPRING}}\n"
    )
    shop.put("next.csv", text([f"{row},SPRING" for row in rows(100, 4)], f"{HEADER},voucher"))
    done = shop.run()
    assert "shop: columns that nobody promised are left out: 'voucher'" in done.stderr
    assert shop.ask("select count(*) as n from events where friction = 'voucher'") == [(0,)]
    assert shop.counts()[1] == ("next.csv", 4, 4, 0, 0)


@pytest.mark.parametrize(("contract", "code"), [("freeze", 65), ("discard", 0), ("evolve", 0)])
def test_d04_for_a_vendors_layout(new_shop: Shop, contract: str, code: int) -> None:
    """Unknown is what the layout does not promise; a connector's own column is not."""
    new_shop.say(journey_file("vendor: survey", "timezone: UTC", f"contract: {contract}"))
    known = "response_id,submitted_at,NPS Score,email,_fivetran_synced"
    row = "r1,2026-01-05 10:00,9,a@b.example,2026-01-06"
    new_shop.put("a.csv", f"{known}\n{row}\n".encode())
    assert new_shop.call("run").returncode == 0
    new_shop.put("b.csv", f"{known},branch\n{row.replace('r1', 'r2')},Gdansk\n".encode())
    done = new_shop.call("run")
    assert done.returncode == code
    assert "'branch'" in done.stderr


def test_d04_records_that_are_kept_whole_have_no_contract(new_shop: Shop) -> None:
    """A contract that could not be held is a fault of the journey file: exit 78."""
    new_shop.say(journey_file("vendor: ga4", "contract: freeze"))
    new_shop.put("a.jsonl", b'{"event_name": "page_view", "event_timestamp": 1767604800000000}\n')
    new_shop.refused(78, "sources.shop.contract", "kept whole")


def test_d05_latin_1_bytes_in_utf_8(shop: Shop) -> None:
    """The rows are rejected as `encoding`, with their bytes kept; no replacement character is stored."""
    bad = f"x1,2026-01-06 10:00:00,caf{chr(0xE9)},u1\n".encode("latin-1")
    shop.put("next.csv", text(rows(100, 120)) + bad)
    shop.run()
    assert shop.rejects() == {122: "encoding"}
    assert shop.quarantined() == [r"x1,2026-01-06 10:00:00,caf\xe9,u1"]
    assert shop.ask("select count(*) as n from events where contains(event_name, '\ufffd')") == [(0,)]
    shop.put("worse.csv", text(rows(300, 50)) + bad)
    shop.refused(65, "encoding: 1 (line 52)", "say `encoding:`")


def test_d06_utf_16(shop: Shop, tmp_path: Path) -> None:
    """Undeclared exit 65; declared, the same fingerprint as in UTF-8."""
    wide = GOOD.decode().encode("utf-16")
    shop.put("next.csv", wide)
    shop.refused(65, "in/next.csv", "utf-16")
    other = fresh(tmp_path / "wide", journey_file(*TABLE, "encoding: utf-16"), [("good.csv", wide)])
    other.run()
    assert other.fingerprint == shop.fingerprint


def test_d07_byte_order_marks(shop: Shop, tmp_path: Path) -> None:
    """At the start and where a second file was appended: taken off, and no id begins with one."""
    mark = b"\xef\xbb\xbf"
    lines = [f"{line}\n".encode() for line in rows(0, 20)]
    joined = mark + f"{HEADER}\n".encode() + b"".join(lines[:10]) + mark + b"".join(lines[10:])
    other = fresh(tmp_path / "marked", journey_file(), [("good.csv", joined)])
    other.run()
    assert other.counts() == [("good.csv", 20, 20, 0, 0)]
    assert other.fingerprint == shop.fingerprint


def test_d07_a_mark_inside_a_row(shop: Shop) -> None:
    """A byte order mark elsewhere spoils its row only."""
    shop.put("next.csv", text([*rows(100, 120), "x1,2026-01-06 10:00:00,lo\ufeffok,u1"]))
    shop.run()
    assert shop.rejects() == {122: "control_bytes"}


def test_d08_gzip_cut_in_half(shop: Shop) -> None:
    """Exit 65, nothing loaded; also where only the checksum at the end is missing or wrong."""
    whole = gzip.compress(text(rows(100, 5000)))
    for cut in (whole[: len(whole) // 2], whole[:-8], whole[:-6] + b"xx" + whole[-4:]):
        shop.put("next.csv.gz", cut)
        shop.refused(65, "in/next.csv.gz")
    shop.put("next.csv.gz", whole)
    shop.run()
    assert shop.counts()[1] == ("next.csv.gz", 5000, 5000, 0, 0)


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"", "the file is empty"), (text([]), "the file has a header and no rows")],
    ids=["nothing", "header"],
)
def test_d09_empty_files(shop: Shop, content: bytes, told: str) -> None:
    """No rows are no fault, but told: exit 0 with a warning, and the ledger says `empty`."""
    shop.put("next.csv", content)
    done = shop.run()
    assert f"shop: {told}" in done.stderr
    assert shop.ask("select path, row_count, status from files order by path")[1] == (
        "in/next.csv",
        0,
        "empty",
    )


def test_d09_a_login_page(shop: Shop) -> None:
    """Exit 65."""
    shop.put("next.csv", b"<!DOCTYPE html>\n<html><body>Please log in</body></html>\n")
    shop.refused(65, "in/next.csv", "web page")


JSON = (
    "vendor: table",
    "format: jsonl",
    "columns: {event_id: id, time: at, event: what}",
    "keys: {user: who}",
    "max_reject_rate: 0.9",
)


def objects(first: int, count: int) -> list[str]:
    """Good JSON lines."""
    return [
        f'{{"id": "e{i}", "at": "2026-01-05T10:00:{i % 60:02}Z", "what": "look", "who": "u{i}"}}'
        for i in range(first, first + count)
    ]


def test_d15_broken_json_lines(new_shop: Shop) -> None:
    """Rejected by number; what is loaded has all its parts."""
    good = objects(0, 4)
    lines = [good[0], good[1][:20], "null", "[1, 2]", "plain words", '"text"', good[2], "{", good[3]]
    new_shop.say(journey_file(*JSON))
    new_shop.put("a.jsonl", "\n".join(lines).encode())
    new_shop.run()
    assert new_shop.rejects() == dict.fromkeys([2, 3, 4, 5, 6, 8], "bad_json")
    assert new_shop.counts() == [("a.jsonl", 9, 3, 6, 0)]
    assert new_shop.ask("select event_id, event_name from events order by event_id") == [
        ("e0", "look"),
        ("e2", "look"),
        ("e3", "look"),
    ]


def test_d16_a_key_twice(new_shop: Shop) -> None:
    """Rejected: readers differ on which counts."""
    twice = objects(0, 1)[0].replace('"what"', '"id": "e9", "what"')
    new_shop.say(journey_file(*JSON))
    new_shop.put("a.jsonl", "\n".join([*objects(1, 3), twice]).encode())
    new_shop.run()
    assert new_shop.rejects() == {4: "duplicate_key"}
    assert new_shop.counts() == [("a.jsonl", 4, 3, 1, 0)]


def test_d17_json_too_deep_and_too_long(new_shop: Shop) -> None:
    """A million brackets and 20 MB of text: rejected, and the rest is loaded."""
    deep = objects(0, 1)[0].removesuffix("}") + ', "x": ' + "[" * 1_000_000 + "]" * 1_000_000 + "}"
    long = objects(1, 1)[0].removesuffix("}") + ', "x": "' + "y" * 20_000_000 + '"}'
    new_shop.say(journey_file(*JSON))
    new_shop.put("a.jsonl", "\n".join([*objects(2, 2), deep, long, *objects(4, 2)]).encode())
    new_shop.run()
    assert new_shop.rejects() == {3: "too_deep", 4: "too_long"}
    assert new_shop.counts() == [("a.jsonl", 6, 4, 2, 0)]


def test_d18_a_quote_that_swallows_thirty_thousand_lines(shop: Shop) -> None:
    """Exit 65, never one row."""
    lines = rows(100, 30_000)
    shop.put("next.csv", text([lines[0].replace("e100", '"e100'), *lines[1:-1], lines[-1] + '"']))
    shop.refused(65, "in/next.csv:2: a quote opens in this record", "lines and records don't match")


def test_d19_control_bytes(shop: Shop) -> None:
    """The rows are rejected and counted; NUL and others alike."""
    bad = [f"x{code},2026-01-06 10:00:00,lo{chr(code)}ok,u1" for code in (0, 1, 8, 11, 27, 127)]
    shop.put("next.csv", text([*rows(100, 700), *bad]))
    shop.run()
    assert shop.rejects() == dict.fromkeys(range(702, 708), "control_bytes")
    assert shop.counts()[1] == ("next.csv", 706, 700, 6, 0)


def parquet(lines: list[str]) -> bytes:
    """The rows as Parquet."""
    out = io.BytesIO()
    columns = zip(*(line.split(",") for line in lines), strict=True)
    pq.write_table(pa.table(dict(zip(HEADER.split(","), columns, strict=True))), out)
    return out.getvalue()


def test_d20_parquet_cut_and_text_by_that_name(shop: Shop) -> None:
    """Exit 65 each; the whole file is read."""
    whole = parquet(rows(100, 500))
    for content in (whole[: len(whole) // 2], text(rows(100, 500)), b"PAR1" + b"\0" * 50 + b"PAR1"):
        shop.put("next.parquet", content)
        shop.refused(65, "in/next.parquet")
    shop.put("next.parquet", whole)
    shop.run()
    assert shop.counts()[1] == ("next.parquet", 500, 500, 0, 0)
