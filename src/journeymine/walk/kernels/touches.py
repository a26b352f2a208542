"""Marks along the paths (touches, conversions, ends of journeys), and which touches lead to what."""

from __future__ import annotations

from journeymine.walk.kernels import compiled
from journeymine.walk.paths import Bool, Int8, Int32, Int64

TOUCH, CONVERSION, SETTLED, END, MAPPED = 1, 2, 4, 8, 16
"""What a signature's events may be, and what a mark is, as bits: at a node of the level; a conversion; in a
journey that is not lost; the last of a journey; at a touchpoint."""


@compiled
def find_marks(  # noqa: PLR0913
    bounds: Int64,
    signature: Int32,
    session: Int32,
    bits_of_signature: Int8,
    is_touch_row: Bool,
    is_conversion_row: Bool,
    customer_in: Bool,
    journey_end: Int64,
    seen: Bool,
    first_journey: int,
    first_session: int,
    low: int,
    high: int,
    out_row: Int64,
    out_kind: Int8,
    out_customer: Int32,
) -> int:
    """Events of customers low to high that attribution looks at.

    Args:
        bounds, signature, session: as in Paths.
        bits_of_signature: TOUCH, CONVERSION, SETTLED and MAPPED, as far as the signature decides.
        is_touch_row, is_conversion_row: what an event must meet beyond that; empty: nothing.
        customer_in: whether a customer is looked at; empty: all are.
        journey_end: row behind the last of each journey.
        seen: False for each session of these customers: of each only the first touch counts. Empty: each
            event is a touch of its own.
        first_journey, first_session: lowest number of these customers' journeys and sessions.
        low, high: first customer, and the one behind the last.
        out_row, out_kind, out_customer: get the marks' rows, bits and customers; as long as there are rows.

    Returns:
        How many marks there are.
    """
    count, journey, by_session, here = 0, first_journey, len(seen) > 0, -2
    next_end = journey_end[journey] if journey < len(journey_end) else -1
    for customer in range(low, high):
        is_in = len(customer_in) == 0 or customer_in[customer]
        for row in range(bounds[customer], bounds[customer + 1]):
            bits = bits_of_signature[signature[row]]
            if (
                by_session
                and session[row] == here
                and not bits & (CONVERSION | SETTLED)
                and row + 1 != next_end
            ):
                continue
            kind = bits & SETTLED
            if bits & CONVERSION and (len(is_conversion_row) == 0 or is_conversion_row[row]):
                kind |= CONVERSION | SETTLED
            if bits & TOUCH and (len(is_touch_row) == 0 or is_touch_row[row]):
                if not by_session or session[row] < 0:
                    if not kind & CONVERSION and (not by_session or bits & MAPPED):
                        kind |= TOUCH
                elif not seen[session[row] - first_session]:
                    seen[session[row] - first_session] = True
                    kind |= TOUCH
                    here = session[row]
            if row + 1 == next_end:
                journey += 1
                next_end = journey_end[journey] if journey < len(journey_end) else -1
                kind |= END
            if kind and is_in:
                out_row[count], out_kind[count], out_customer[count] = row, kind, customer
                count += 1
    return count


@compiled
def find_touch_spans(  # noqa: PLR0913
    times: Int64,
    journey: Int32,
    row: Int64,
    kind: Int8,
    customer: Int32,
    counted: Bool,
    may_be_lost: Bool,
    rules: Int64,
    out_end: Int64,
    out_begin: Int64,
    out_is_lost: Bool,
) -> int:
    """For each conversion and each lost journey, the marks among which its touches are.

    Args:
        times, journey: as in Paths.
        row, kind, customer: of each mark, in order; whole customers.
        counted: whether the conversions of a journey count; empty: all do, those outside journeys too.
        may_be_lost: whether a journey without a conversion is lost.
        rules: look-back in microseconds; since and until: what happens from the one to before the other
            counts; 1 where touches before the last conversion don't; most touches of a path.
        out_end: gets the mark of the conversion, or the last mark of the lost journey.
        out_begin: gets the first mark that may be among its touches.
        out_is_lost: gets whether it is a lost journey.

    Returns:
        How many there are.
    """
    count, oldest, start, is_settled = 0, 0, 0, False
    for mark in range(len(row)):
        if mark == 0 or customer[mark] != customer[mark - 1]:
            oldest, start, is_settled = mark, mark, False
        now = times[row[mark]]
        is_timely = rules[1] <= now < rules[2]
        is_settled = is_settled or kind[mark] & SETTLED != 0
        if kind[mark] & CONVERSION:
            of = journey[row[mark]]
            if is_timely and (len(counted) == 0 or (of >= 0 and counted[of])):
                out_end[count], out_is_lost[count] = mark, False
                out_begin[count] = _first_since(times, row, kind, oldest, mark, now - rules[0], rules[4])
                count += 1
            if rules[3]:
                oldest = mark + 1
        if kind[mark] & END:
            last = _last_touch(kind, start, mark)
            if is_timely and not is_settled and may_be_lost[journey[row[mark]]] and last >= start:
                out_end[count], out_is_lost[count] = mark, True
                since = times[row[last]] - rules[0]
                out_begin[count] = _first_since(times, row, kind, start, last, since, rules[4])
                count += 1
            start, is_settled = mark + 1, False
    return count


@compiled
def copy_touches(  # noqa: PLR0913
    row: Int64,
    kind: Int8,
    node: Int32,
    begin: Int64,
    end: Int64,
    is_joined: bool,  # noqa: FBT001
    out_bounds: Int64,
    out_row: Int64,
    out_node: Int32,
) -> int:
    """The touches of each path, one path after the other.

    Args:
        row, kind, node: of each mark; the node of touches only.
        begin, end: first and last mark of each path.
        is_joined: touches at one node in a row are one, at the last of them.
        out_bounds: gets the first touch of each path, and the one behind the last.
        out_row, out_node: get the touches; empty: they are only counted.

    Returns:
        How many touches there are.
    """
    count = 0
    for path in range(len(begin)):
        out_bounds[path] = count
        before = -1
        for mark in range(begin[path], end[path] + 1):
            if not kind[mark] & TOUCH:
                continue
            if not is_joined or node[mark] != before:
                count += 1
            before = node[mark]
            if len(out_row):
                out_row[count - 1], out_node[count - 1] = row[mark], node[mark]
    out_bounds[len(begin)] = count
    return count


@compiled
def _first_since(  # noqa: PLR0913
    times: Int64, row: Int64, kind: Int8, first: int, last: int, since: int, most: int
) -> int:
    """The first mark, back from `last` to at most `first`, before which touches are too old or too many."""
    mark, count = last, 0
    while mark >= first and times[row[mark]] >= since and count < most:
        count += 1 if kind[mark] & TOUCH else 0
        mark -= 1
    return mark + 1


@compiled
def _last_touch(kind: Int8, first: int, last: int) -> int:
    """The last touch from `first` to `last`; the mark before the first where there is none."""
    mark = last
    while mark >= first and not kind[mark] & TOUCH:
        mark -= 1
    return mark
