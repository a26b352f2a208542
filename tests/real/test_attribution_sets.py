"""Attribution on sets that nobody here made: aggregated paths with their published credit, and Snowplow's
fractribution example.
"""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from journeymine.measures.attribution import CONVERTED, KINDS, LOST, VALUE, Options, attribute, count_paths
from journeymine.questions.attribution import Attribution, attribution
from journeymine.questions.ground import Ground
from journeymine.walk.cuts import Ordered, cut_journeys, cut_sessions
from journeymine.walk.paths import Paths
from journeymine.walk.signatures import FIELDS, Signatures
from journeymine.walk.touches import distinct

SETS = Path(__file__).parents[3] / "shared" / "data"
PATHS, SHOP = SETS / "attribution_paths", SETS / "fractribution"
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not SETS.is_dir(), reason="the real data sets are not beside this checkout"),
]


def read(path: Path) -> list[dict[str, str]]:
    """Rows of a CSV file, packed or not."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_published_credit_of_aggregated_paths() -> None:
    rows, expected = read(PATHS / "data.csv.gz"), read(PATHS / "expected.csv")
    paths = [row["path"].split(" > ") for row in rows]
    names = tuple(sorted({node for path in paths for node in path}))
    bounds = np.cumsum([0, *(len(path) for path in paths)]).astype(np.int64)
    nodes = np.array([names.index(node) for path in paths for node in path], dtype=np.int32)
    amounts = np.zeros((len(rows), KINDS))
    for column, kind in (
        ("total_conversions", CONVERTED),
        ("total_null", LOST),
        ("total_conversion_value", VALUE),
    ):
        amounts[:, kind] = [float(row[column]) for row in rows]
    found = distinct(bounds, nodes)
    groups = np.zeros(len(rows), dtype=np.int32)
    counts = count_paths(names, (found.bounds, found.nodes), found.number, groups, amounts)
    assert counts.total[[CONVERTED, LOST]].tolist() == [19785, 68602]
    assert counts.total[VALUE] == pytest.approx(74802.972, abs=1e-3)
    credits, effects = attribute(counts, ("first", "last", "linear", "markov"), Options(order=1))
    assert effects is not None
    made = {credit.model: credit.amounts for credit in credits}
    columns = {
        "first": ("first", CONVERTED),
        "first_value": ("first", VALUE),
        "last": ("last", CONVERTED),
        "last_value": ("last", VALUE),
        "linear": ("linear", CONVERTED),
        "linear_value": ("linear", VALUE),
        "markov1_removal": ("markov", CONVERTED),
    }
    for row in expected:
        node = names.index(row[""])
        for column, (model, kind) in columns.items():
            assert made[model][node, kind] == pytest.approx(float(row[column]), rel=1e-9), (column, row[""])
        assert effects.removal[node, 0] == pytest.approx(float(row["removal_effect"]), rel=1e-9)


def fractribution() -> Attribution:
    """By channel, as Snowplow's example is set up: 30 days, equal channels in a row are one."""
    rows = read(SHOP / "snowplow_fractribution_events.csv")
    channels = {
        (row["customer_id"].removeprefix("f"), row["visit_start_tstamp"]): row["channel"]
        for row in read(SHOP / "expected" / "snowplow_fractribution_sessions_by_customer_id_expected.csv")
    }
    acts = sorted(
        (
            row["domain_userid"],
            row["derived_tstamp"].rstrip("Z").replace("T", " "),
            row["event_name"],
            row["tr_total"],
        )
        for row in rows
    )
    values = [float(total or 0) for *_, total in acts]
    words = [
        (event if not value else "buy", channels.get((who, at)) if event == "page_view" else None)
        for (who, at, event, _), value in zip(acts, values, strict=True)
    ]
    return attribution(
        ground_of([(who, at) for who, at, *_ in acts], words, values),
        ["last", "markov"],
        conversion="buy",
        joined=True,
        open_is_lost=True,
        order=1,
    )


def ground_of(
    who_and_when: list[tuple[str, str]], words: list[tuple[str, str | None]], values: list[float]
) -> Ground:
    """A ground in which each event is a session of its own, as all of the example's are."""
    customers = sorted({who for who, _ in who_and_when})
    times = [datetime.fromisoformat(at).replace(tzinfo=UTC) for _, at in who_and_when]
    since = datetime(1970, 1, 1, tzinfo=UTC)
    kinds = sorted(set(words), key=str)
    events = Ordered(
        bounds=np.cumsum([0, *(sum(who == name for who, _ in who_and_when) for name in customers)]),
        times=np.array([(at - since) // timedelta(microseconds=1) for at in times], dtype=np.int64),
        signature=np.array([kinds.index(word) for word in words], dtype=np.int32),
        signatures=signatures(kinds),
        group=np.arange(len(words), dtype=np.int32),
    )
    session, sessions = cut_sessions(events, timeout=0)
    journey, journeys = cut_journeys(events, split="never")
    base = (events.bounds, events.times, events.signature, session, journey, sessions, journeys)
    paths = Paths(*base, signatures=events.signatures, figures={"value": np.array(values)})
    costs = pa.table({"day": pa.array([], pa.date32()), "currency": pa.array([], pa.string())})
    tables = {"customers": pa.table({"customer_id": customers}), "ad_costs": costs}
    return Ground(paths, tables.__getitem__, 1, "fractribution", max(times), 1, {})


def signatures(kinds: list[tuple[str, str | None]]) -> Signatures:
    """One signature for each event name and channel."""
    told = {name: pa.array([None] * len(kinds), pa.string()) for name in FIELDS}
    told["event"] = pa.array([event for event, _ in kinds])
    told["channel"] = pa.array([channel for _, channel in kinds], pa.string())
    told["touchpoint"] = told["stage"] = pa.array(["visit"] * len(kinds))
    flags = {
        name: pa.array([name == "is_sessionized"] * len(kinds))
        for name in ("is_conversion", "is_sessionized")
    }
    roles = pa.array([0] * len(kinds), pa.int8())
    return Signatures(pa.table({**told, **flags, "cart_role": roles}), ("visit",), ("visit",))


def test_paths_and_conversions_of_fractribution() -> None:
    found = fractribution()
    summary = {
        row["path"]: (row["conversion_count"], row["lost_count"], row["value"])
        for row in found.paths().to_pylist()
    }
    expected = {
        row["transformed_path"]: (
            int(row["conversions"]),
            int(row["non_conversions"]),
            float(row["revenue"] or 0),
        )
        for row in read(SHOP / "expected" / "snowplow_fractribution_path_summary_expected.csv")
    }
    assert {path: (*told[:2], pytest.approx(told[2])) for path, told in summary.items()} == expected
    totals = found.found.counts.total
    assert (totals[CONVERTED], totals[LOST]) == (6, 61)
    assert totals[VALUE] == pytest.approx(500.92)


def test_each_conversion_of_fractribution_has_its_path() -> None:
    mine = Counter(
        (row["customer_id"], f"{row['converted_at']:%Y-%m-%d %H:%M:%S}", row["path"], row["value"])
        for row in fractribution().units().to_pylist()
    )
    expected = Counter(
        (
            row["customer_id"].removeprefix("f"),
            row["conversion_tstamp"],
            row["transformed_path"],
            float(row["revenue"]),
        )
        for row in read(SHOP / "expected" / "snowplow_fractribution_paths_to_conversion_expected.csv")
    )
    assert mine == expected


def test_last_touch_of_fractribution() -> None:
    rows = [row for row in fractribution().table().to_pylist() if row["model"] == "last"]
    mine = {row["node"]: (row["credit"], row["value"]) for row in rows}
    for row in read(SHOP / "expected" / "snowplow_fractribution_channel_attribution_expected.csv"):
        if row["ATTRIBUTION_TYPE"] == "last_touch":
            told = (float(row["CONVERSIONS"]), pytest.approx(float(row["REVENUE"])))
            assert mine[row["CHANNEL"]] == told
