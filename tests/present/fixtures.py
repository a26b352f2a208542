"""A whole made-up generation: every published table, small and believable, counted from the walks where it
can be.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache

import pyarrow as pa

from journeymine.measures.flows import LINKS, FirstSteps
from journeymine.present.about import About, Named, SourceAccount
from journeymine.present.records import arrow_type
from journeymine.tables import BY_NAME
from tests.present.findings import (
    action_rows,
    cart_friction_rows,
    change_rows,
    cycle_rows,
    experience_rows,
    pain_rows,
)
from tests.present.paths import first_steps
from tests.present.walks import AS_OF, HALVES, PLACES, STAGE_LABELS, STAGE_OF, STAGES, Walk, walks

Row = tuple[object, ...]
LEVELS = ("stage", "touchpoint")
CHECKOUT = {
    "en": ("Address", "Delivery", "Payment"),
    "pl": ("Adres", "Dostawa", "Płatność"),
    "ar": ("العنوان", "التوصيل", "الدفع"),
}
FRICTIONS = {
    "en": ("Payment error", "Coupon refused", "Out of stock", "Shipping costs shown"),
    "pl": ("Błąd płatności", "Odrzucony kupon", "Brak towaru", "Pokazane koszty dostawy"),
    "ar": ("خطأ في الدفع", "رفض القسيمة", "نفاد المخزون", "ظهور تكاليف الشحن"),
}


def table(name: str, rows: Iterable[Row]) -> pa.Table:
    """A published table from rows in the order of its specification; columns that rows lack are unknown."""
    schema = pa.schema([(column.name, arrow_type(column.type)) for column in BY_NAME[name].columns])
    full = [row + (None,) * (len(schema) - len(row)) for row in rows]
    columns = [[row[place] for row in full] for place in range(len(schema))]
    return pa.table(
        [pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)], schema
    )


@cache
def people() -> tuple[Walk, ...]:
    return tuple(walks())


def about(language: str = "en") -> About:
    """Settings of the made-up shop."""
    titles = {"en": "Customer journeys of a lamp shop", "pl": "Podróże klientów sklepu z lampami"}
    steps = zip(("address", "delivery", "payment"), CHECKOUT[language], strict=True)
    names = ("payment_error", "coupon_refused", "out_of_stock", "shipping_shown")
    return About(
        title=titles.get(language, "رحلات عملاء متجر المصابيح"),
        language=language,
        generation=12,
        as_of=AS_OF,
        run_id="20250630T180000-4f2a",
        session_timeout_minutes=30,
        journey_split="never",
        inactive_after=timedelta(days=30),
        abandon_after=timedelta(hours=24),
        recover_within=timedelta(days=30),
        currency="EUR",
        min_cell=10,
        sources=(
            SourceAccount("ga4", 180, 98_240, 97_001, 212, 1_027),
            SourceAccount("salesforce", 5, 4_310, 4_288, 22, 0),
            SourceAccount("surveys", 1, 1_204, 1_190, 14, 0),
            SourceAccount("zendesk", 3, 2_019, 2_001, 7, 11),
        ),
        checkout_steps=tuple(Named(name, label) for name, label in steps),
        frictions=tuple(Named(name, label) for name, label in zip(names, FRICTIONS[language], strict=True)),
    )


def published_tables(language: str = "en") -> dict[str, pa.Table]:
    """Every table of the contract, and the links between first steps; made once a language."""
    return _made_tables(language).copy()


@cache
def _made_tables(language: str) -> dict[str, pa.Table]:
    return {
        "events": table("events", _events()),
        "customers": table("customers", _customers()),
        "sessions": table("sessions", _sessions()),
        "journeys": table("journeys", _journeys()),
        "stages": table("stages", _stages(language)),
        "journey_steps": table("journey_steps", _journey_steps()),
        "first_steps": first_steps(FirstSteps(steps=4, min_cell=10)),
        "transitions": table("transitions", _transitions()),
        "dropoff": table("dropoff", _dropoff()),
        "carts": table("carts", _carts()),
        "cart_friction": table("cart_friction", cart_friction_rows()),
        "movement_pairs": table("movement_pairs", _pairs()),
        "cycles": table("cycles", cycle_rows()),
        "movement": table("movement", [("stage", 900, 2210, 402, 260, 6.2, 0.41, 1)]),
        "touchpoints": table("touchpoints", _touchpoints(language)),
        "experience": table("experience", experience_rows()),
        "personas": table("personas", _personas()),
        "persona_stages": table("persona_stages", _persona_stages()),
        "pain_points": table("pain_points", pain_rows()),
        "actions": table("actions", action_rows()),
        "forks": table("forks", _forks()),
        "changes": table("changes", change_rows()),
        "runs": table("runs", [("20250630T180000-4f2a", AS_OF, AS_OF, "ok", 12, AS_OF)]),
        "files": table("files", _files()),
        "rejects": table("rejects", _rejects()),
        "merges": table("merges", []),
        "ad_costs": table("ad_costs", []),
        "hygiene": table("hygiene", [("ga4", "bot", 2210, 14, False), ("ga4", "internal", 96, 3, True)]),
        "coverage": table("coverage", _coverage()),
    }


def empty_tables() -> dict[str, pa.Table]:
    """Every table with no rows."""
    return {name: table(name, []) for name in BY_NAME} | {"first_steps": LINKS.empty_table()}


def _seconds(start: datetime, end: datetime) -> float:
    return (end - start).total_seconds()


def _events() -> list[Row]:
    rows: list[Row] = []
    for walk in people():
        for number, visit in enumerate(walk.visits):
            event_id, stage = f"{walk.customer}-{number}", STAGE_OF[visit.place]
            places = (
                "ga4",
                visit.at,
                0,
                walk.customer,
                f"{walk.customer}-1",
                visit.place,
                visit.place,
                stage,
            )
            rest = (
                "web",
                None,
                walk.device,
                None,
                None,
                None,
                None,
                None,
                None,
                None,
                f"{walk.customer}-1",
                None,
            )
            rows.append((event_id, *places, *rest, len(rows)))
    return rows


def _value(walk: Walk) -> float | None:
    return 60.0 + len(walk.visits) if walk.outcome == "converted" else None


def _customers() -> list[Row]:
    return [
        (w.customer, w.visits[0].at, w.visits[-1].at, len(w.visits), 1, 1, w.outcome)
        + (STAGE_OF[w.visits[-1].place], w.persona, _value(w), True)
        for w in people()
    ]


def _sessions() -> list[Row]:
    return [
        (f"{w.customer}-1", w.customer, "ga4", w.visits[0].at, w.visits[-1].at, len(w.visits))
        + (_seconds(w.visits[0].at, w.visits[-1].at), "web", None, None, w.outcome == "converted", w.device)
        for w in people()
    ]


def _moves(path: Sequence[str]) -> Counter[str]:
    return Counter(_direction(a, b) for a, b in zip(path, path[1:], strict=False))


def _direction(before: str, after: str) -> str:
    leap = STAGES.index(after) - STAGES.index(before)
    return "back" if leap < 0 else "forward" if leap == 1 else "skip"


def _journeys() -> list[Row]:
    rows: list[Row] = []
    for w in people():
        path = [stay[0] for stay in w.path("stage")]
        moves, steps = _moves(path), len(path)
        swings = sum(a == b for a, b in zip(path, path[2:], strict=False))
        half = HALVES[STAGES.index(path[-1])]
        counts = (moves["back"], moves["skip"], swings, steps - len(set(path)))
        linearity = moves["forward"] / (steps - 1) if steps > 1 else 1.0
        rate = moves["back"] / (steps - 1) if steps > 1 else None
        start = (f"{w.customer}-1", w.customer, 1, w.visits[0].at, w.visits[-1].at, w.outcome, steps)
        tail = (moves["forward"], rate, None, None, len(w.visits), "web", w.device, w.persona, half)
        rows.append((*start, " > ".join(path), *counts, linearity, 1, 1, _value(w), *tail))
    return rows


def _stages(language: str) -> list[Row]:
    labels = STAGE_LABELS[language]
    return [
        (name, place, HALVES[place], name == "purchase", labels[place]) for place, name in enumerate(STAGES)
    ]


def _journey_steps() -> list[Row]:
    rows: list[Row] = []
    for w in people():
        before = None
        for index, (node, start, end, count) in enumerate(w.path("stage")):
            way = _direction(before, node) if before else None
            rows.append(
                (f"{w.customer}-1", w.customer, index, node, start, end, _seconds(start, end), count, way)
            )
            before = node
    return rows


def _edges(level: str, members: Iterable[Walk]) -> Counter[tuple[str, str]]:
    edges: Counter[tuple[str, str]] = Counter()
    for w in members:
        path = ["START", *(stay[0] for stay in w.path(level)), "END"]
        edges.update(zip(path, path[1:], strict=False))
    return edges


def _transitions() -> list[Row]:
    rows: list[Row] = []
    for level in LEVELS:
        edges = _edges(level, people())
        leaving = Counter[str]()
        for (start, _), count in edges.items():
            leaving[start] += count
        holders = Counter(edge for w in people() for edge in _edges(level, [w]))
        for (start, end), count in sorted(edges.items()):
            real = start != "START" and end != "END"
            way = _direction(start, end) if real and level == "stage" else None
            times = (7200.0, 86400.0) if real else (None, None)
            held = holders[start, end]
            rows.append((level, start, end, count, held, held, count / leaving[start], *times, way))
    return rows


def _dropoff() -> list[Row]:
    return [_fate(level, node, people()) for level in LEVELS for node in _nodes(level)]


def _nodes(level: str) -> tuple[str, ...]:
    return STAGES if level == "stage" else tuple(place.name for place in PLACES)


def _fate(level: str, node: str, members: Iterable[Walk]) -> Row:
    ends: Counter[str] = Counter()
    for w in members:
        path = [stay[0] for stay in w.path(level)]
        if node not in path:
            continue
        last = len(path) - 1 - path[::-1].index(node)
        ends["entered"] += 1
        ends["continued"] += path.index(node) < len(path) - 1
        if last == len(path) - 1:
            ends[w.outcome] += 1
        elif level == "stage":
            ends[_direction(node, path[last + 1])] += 1
    settled = ends["entered"] - ends["open"]
    ways = tuple(ends[way] if level == "stage" else None for way in ("forward", "skip", "back"))
    counts = (ends["entered"], ends["continued"], ends["dropped"], ends["open"], ends["converted"])
    return (level, node, *counts, ends["dropped"] / settled if settled else None, *ways, 93_600.0)


def _carts() -> list[Row]:
    rows: list[Row] = []
    shoppers = [w for w in people() if any(visit.place == "cart" for visit in w.visits)]
    for number, w in enumerate(shoppers):
        depth = sum(any(v.place == place for v in w.visits) for place in ("checkout", "payment"))
        step = (None, "address", "payment")[depth] if number % 5 else (None, "delivery", "delivery")[depth]
        outcome = (
            "converted" if depth == 2 else ("open", "emptied", "recovered")[number % 3 if number % 7 else 0]
        )
        outcome = "abandoned" if depth < 2 and number % 7 and number % 11 > 2 else outcome
        at = w.visits[0].at
        friction = ["shipping_shown"] if number % 4 == 0 else []
        value = 40.0 + number % 60
        rows.append(
            (f"{w.customer}-k1", w.customer, at, at, None if outcome == "open" else at, outcome, value)
        )
        rows[-1] += ("EUR", step, friction, w.device, "web")
    return rows


def _pairs() -> list[Row]:
    rows: list[Row] = []
    for level in LEVELS:
        edges, nodes = _edges(level, people()), _nodes(level)
        for place, a in enumerate(nodes):
            for b in nodes[place + 1 :]:
                there, back = edges[a, b], edges[b, a]
                if there and back:
                    rows.append(
                        (level, a, b, there, back, min(there, back) / max(there, back), min(there, back) // 2)
                    )
    return rows


def _touchpoints(language: str) -> list[Row]:
    rows: list[Row] = []
    for place, name in enumerate(PLACES):
        visitors = [w for w in people() if any(visit.place == name.name for visit in w.visits)]
        events = sum(visit.place == name.name for w in people() for visit in w.visits)
        effect = (place * 37 % 21 - 10) / 80
        score = None if name.stage == "awareness" else round(0.7 - (place * 29 % 17) / 12, 2)
        voice = (
            score,
            0.5 + effect,
            effect,
            True,
            True,
            name.label(language),
            12.0 + place,
            effect - 0.06,
            effect + 0.06,
        )
        start = (name.name, name.stage, name.channel, name.owner, name.purpose, events, len(visitors))
        rows.append((*start, *voice, _fate("touchpoint", name.name, people())[7]))
    quiet = {"en": "Shop window", "pl": "Witryna sklepu", "ar": "واجهة المتجر"}[language]
    rows.append(
        ("window", "awareness", "store", "Marketing", "inspire", 0, 0, None, None, None, True, False, quiet)
    )
    rows[-1] += (None, None, None, None)
    return rows


def _personas() -> list[Row]:
    names = {"quick": "Quick buyers", "comparer": "Comparers", "everyone else": "Everyone else"}
    rows: list[Row] = []
    for name, label in names.items():
        mine = [w for w in people() if w.persona == name]
        sold = sum(w.outcome == "converted" for w in mine)
        settled = sum(w.outcome != "open" for w in mine)
        rate = sold / settled
        steps = sorted(len(w.path("stage")) for w in mine)[len(mine) // 2]
        share = len(mine) / len(people())
        rows.append(
            (
                name,
                label,
                len(mine),
                share,
                rate,
                rate - 0.04,
                rate + 0.04,
                float(steps),
                0.21,
                6.5,
                0.62,
                12.0,
            )
        )
        rows[-1] += (74.5,)
    return rows


def _persona_stages() -> list[Row]:
    rows: list[Row] = []
    for persona in ("quick", "comparer", "everyone else"):
        mine = [w for w in people() if w.persona == persona]
        for stage in STAGES:
            fate = _fate("stage", stage, mine)
            rows.append((persona, stage, fate[2], fate[4], fate[5], fate[7], 0.2, 3600.0))
    return rows


def _forks() -> list[Row]:
    rows: list[Row] = []
    for level in LEVELS:
        edges = _edges(level, people())
        for node in _nodes(level):
            total = sum(count for (start, _), count in edges.items() if start == node)
            ways = [(end, count) for (start, end), count in sorted(edges.items()) if start == node]
            if sum(count >= 0.1 * total for end, count in ways if end != "END") < 2:
                continue
            for end, count in ways:
                share = count / total
                rows.append((level, node, end, count, count, share, max(share - 0.03, 0), share + 0.03, 0.4))
    return rows


def _files() -> list[Row]:
    return [
        (f"{source.name}:1", source.name, f"{source.name}/export.csv", "0" * 64, source.row_count)
        + (source.loaded_count, source.rejected_count, source.duplicate_count, "loaded", AS_OF)
        for source in about().sources
    ]


def _rejects() -> list[Row]:
    rows: list[Row] = []
    for source, reason, count in (
        ("ga4", "no_time", 140),
        ("ga4", "no_key", 72),
        ("surveys", "bad_time", 14),
    ):
        remedy = {
            "no_time": "Name the time column.",
            "no_key": "Map an identifier.",
            "bad_time": "Check the format.",
        }
        rows += [(f"{source}:1", source, line, reason, remedy[reason]) for line in range(2, count + 2)]
    return rows


def _coverage() -> list[Row]:
    counts = Counter(visit.place for w in people() for visit in w.visits)
    rows: list[Row] = [
        ("ga4", name, count, count, name, STAGE_OF[name]) for name, count in sorted(counts.items())
    ]
    return [*rows, ("ga4", "scroll", 4200, 0, None, None), ("ga4", "file_download", 81, 0, None, None)]


def instant(month: int, day: int) -> datetime:
    return datetime(2025, month, day, tzinfo=UTC)
