"""The language of cohorts, cohorts as objects, and those that are kept."""

from __future__ import annotations

import re
from dataclasses import replace

import pyarrow as pa
import pytest

from journeymine.config import Settings
from journeymine.errors import ConfigError, UsageError
from journeymine.questions.cohorts import Cohort, check_definitions, cohort, cohorts
from journeymine.questions.conditions import selection
from journeymine.questions.ground import Ground
from tests.docs.blocks import blocks
from tests.questions.grounds import made_ground
from tests.questions.shoppers import ground, ids
from tests.walk.made import log


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("did cart", "ann bob"),
        ("never did cart", "cyd"),
        ("not did cart", "cyd"),
        ("did cart[value>50]", "ann"),
        ("did cart | help", "ann bob cyd"),
        ("did view[device=mobile] and did view[device=desktop]", "ann"),
        # how often
        ("did view at least 2 times", "ann bob"),
        ("did view 2 times", "ann bob"),
        ("did view twice", "ann bob"),
        ("did buy once", "cyd"),
        ("did buy exactly 2 times", "ann"),
        ("did buy at most 1 time", "bob cyd"),
        ("did buy at most once", "bob cyd"),
        ("did help exactly once", "ann cyd"),
        ("never did view at least 2 times", "cyd"),
        ("did cart 0 times", "cyd"),
        # before and after
        ("did help before buy", "ann cyd"),
        ("did help before first buy", "cyd"),
        ("did help before last buy", "ann cyd"),
        ("did help after buy", "ann"),
        ("did help after last buy", ""),
        ("did buy after buy", "ann"),
        ("did buy before buy", "ann"),
        ("did cart after cart", "bob"),
        ("did stage:support before stage:purchase", "ann cyd"),
        ("did buy after cart before help", "ann"),
        ("did buy after cart before help 2 times", ""),
        ("did view after view at least once", "ann bob"),
        # within
        ("did buy within 2d after view", "ann"),
        ("did buy within 47h after view", ""),
        ("did view within 1h before cart", "ann bob"),
        ("did view within 59m before cart", "ann"),
        ("did help within 0s before buy", "cyd"),
        ("did cart and never did buy within 7d after cart", "bob"),
        ("did cart at least 2 times and never did buy within 7d after cart", "bob"),
        ("did buy within 6d after first buy", ""),
        ("did buy within 7d after first buy", "ann"),
        # in one session or journey
        ("did view at least 2 times in the same session", "ann"),
        ("did view 2 times in the same session", "ann"),
        ("did view at most 1 time in the same session", "bob cyd"),
        ("did view after cart in the same session", ""),
        ("did view after cart in the same journey", "bob"),
        ("did cart within 1h after view in the same session", "ann"),
        # when
        ("did cart since 2026-01-02", "bob"),
        ("did cart until 2026-01-02", "ann bob"),
        ("did cart since 2026-01-01T00:30 until 2026-01-02", "bob"),
        ("did view 2 times until 2026-01-02", "ann"),
        ("did buy in the last 7d", "ann"),
        ("did any in the last 1d", "ann"),
        # patterns
        ("path view > cart", "ann bob"),
        ("path ^ view >> view", "ann"),
        ("path cart >[no buy] $", "bob"),
        ("path view > buy within 3d and did help", "ann"),
        # tables
        ("persona is regulars", "ann"),
        ('persona is "everyone else" | regulars', "ann bob"),
        ("persona is not regulars", "bob cyd"),
        ("persona is none", "cyd"),
        ("outcome is open", ""),
        ("event_count is 4", "bob"),
        ("customer: event_count > 2 and persona = 'regulars'", "ann"),
        ("(customer: event_count > 2 and (event_count > 3)) and did buy", "ann"),
        ("session: device = 'desktop'", "bob"),
        ("journey: variant = 'x'", "ann cyd"),
        ("(customer: persona in ('regulars', 'a)b')) or did help", "ann cyd"),
        # together
        ("did buy and did cart or did help", "ann cyd"),
        ("did buy and (did cart or did help)", "ann cyd"),
        ("did help or did buy and did cart", "ann cyd"),
        ("not did buy or did cart", "ann bob"),
        ("not (did buy or did cart)", ""),
    ],
)
def test_who_is_in(when: str, expected: str) -> None:
    assert ids(when) == expected.split()


def worked_examples() -> tuple[Ground, list[list[str]]]:
    """The events of docs/questions/cohorts.md, and its definitions with who is in."""
    events, lines = (block.text for block in blocks("text") if block.page == "docs/questions/cohorts.md")
    return made_ground(log(events)), [re.split(r" {2,}", line) for line in lines.splitlines()]


def test_worked_examples() -> None:
    on, examples = worked_examples()
    assert len(examples) == 16
    for when, expected in examples:
        assert " ".join(ids(when, on=on)) == expected.replace("nobody", ""), when


def test_sessions_and_journeys() -> None:
    assert ids("did view", "session") == ["session-0", "session-4", "session-7"]
    assert ids("did view at least 2 times", "session") == ["session-0"]
    assert ids("device is mobile", "session") == ["session-0", "session-5", "session-6"]
    assert ids("persona is regulars", "session") == ["session-0", "session-1", "session-2", "session-3"]
    assert ids("did buy", "journey") == ["journey-0", "journey-2"]
    assert ids("session: device = 'desktop'", "journey") == ["journey-1"]
    assert ids("journey: variant = 'y'", "session") == ["session-4", "session-5", "session-6", "session-7"]
    assert ids("did view after view in the same session", "session") == ["session-0"]


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("", "expected did, never did, path, in, 'COLUMN is VALUE' or '(customer: SQL CONDITION)'"),
        ("did veiw", "there is no event 'veiw'; nearest: view\n  did veiw\n      ^"),
        ("did view before bye", "there is no event 'bye'; nearest: buy\n  did view before bye"),
        ("did view at least twice 2 times", "how often is said twice"),
        ("did view at least many", "expected how often, for instance '2 times' or 'once', found 'many'"),
        ("did view 2", "expected how often"),
        ("did view within 7d", "expected 'before' or 'after', found the end"),
        ("did view within soon after buy", "expected a duration"),
        ("did view since soon", "expected a date or time such as 2026-03-01"),
        ("did view since 2026-13-01", "expected a date or time such as 2026-03-01"),
        ("did view in the same breath", "expected 'in the same session' or 'in the same journey'"),
        ("did view buy", "expected 'and', 'or' or the end, found 'buy'"),
        ("(did view", "expected 'and', 'or' or ')', found the end"),
        ("persona is rgulars", "there is no persona 'rgulars'; nearest: regulars"),
        ("persna is regulars", "there is no column of customers 'persna'; nearest: persona"),
        ("variant is x", "write (journey: variant = '...')"),
        ("user: a = 1", "a SQL condition is on one of customer, session, journey, found 'user'"),
        ("customer: event_count > 2 and did buy", "set it apart as (customer: ...)"),
        ('in "lost"', "there is no cohort 'lost'; there is none at all"),
        ("regulars", "there is no cohort 'regulars'; there is none at all; a definition begins with"),
        ("path view > bye", "there is no event 'bye'"),
        ("path view | cart", "alternatives stand in parentheses"),
    ],
)
def test_what_is_wrong_is_said(when: str, said: str) -> None:
    with pytest.raises(UsageError) as error:
        ids(when)
    assert said in str(error.value)


def test_a_text_names_its_unit() -> None:
    on = ground({"looks": "sessions that did view", "twice": "in looks and did view at least 2 times"})
    found = cohort(on, "sessions that did view")
    assert (found.unit, found.count, found.definition.asked["when"]) == ("session", 3, "did view")
    assert cohort(on, "looks").unit == "session"
    assert ids("looks", on=on) == ["session-0", "session-4", "session-7"]
    assert ids("looks", "customer", on) == ["ann", "bob"]
    assert ids("journeys that did view", on=on) == ["journey-0", "journey-1"]
    assert ids("customers that did help", "session", on) == [f"session-{each}" for each in (0, 1, 2, 3, 8)]
    assert ids("twice", on=on) == ["ann", "bob"]
    assert cohorts(on)["unit"].to_pylist() == ["session", "customer"]
    chosen = selection(on, cohort="sessions that did view")
    assert (chosen.customers, chosen.sessions is not None) == (None, True)


def test_a_session_is_no_whole_of_journeys() -> None:
    with pytest.raises(UsageError, match="a session is no whole of journeys"):
        ids("did view in the same journey", "session")
    with pytest.raises(UsageError, match="there is no unit 'visit'"):
        cohort(ground(), "did view", "visit")  # pyright: ignore[reportArgumentType]


def test_cohorts_of_the_journey_file() -> None:
    on = ground({"buyers": "did buy", "helped buyers": "in buyers and did help", "lost": "not in buyers"})
    assert ids("buyers", on=on) == ["ann", "cyd"]
    assert ids("helped buyers", on=on) == ["ann", "cyd"]
    assert ids('in "helped buyers" and did cart', on=on) == ["ann"]
    assert ids("lost", on=on) == ["bob"]
    assert ids("buyers", "session", on=on) == [f"session-{each}" for each in (0, 1, 2, 3, 8)]
    with pytest.raises(UsageError, match="no cohort 'byers'; nearest: buyers"):
        ids("byers", on=on)


def test_a_definition_in_a_circle() -> None:
    on = ground({"one": "in two", "two": "did buy and in one"})
    with pytest.raises(UsageError, match="comes back to itself: 'one' in 'two' in 'one'"):
        ids("one", on=on)


def settings(when: str) -> Settings:
    tree = {
        "sources": {
            "web": {
                "vendor": "table",
                "files": "a.csv",
                "columns": {"time": "t", "event": "e"},
                "keys": {"user": "u"},
            }
        },
        "touchpoints": [{"name": "a", "stage": "awareness", "when": {"event": "a"}}],
        "cohorts": [{"name": "lost", "when": when}],
    }
    return Settings.model_validate(tree)


def test_definitions_are_read_before_they_are_needed() -> None:
    check_definitions(settings("did cart and never did buy"))
    with pytest.raises(ConfigError) as error:
        check_definitions(settings("did cart never buy"))
    assert str(error.value).startswith(
        "journey.yaml: cohorts[0].when: the cohort 'lost' can't be read: expected 'and', 'or' or the end"
    )


def test_cohort_in_a_selection() -> None:
    on = ground({"buyers": "did buy"})
    found = selection(on, cohort="buyers").customers
    assert found is not None
    assert found.tolist() == [True, False, True]
    found = selection(on, unit="customer", where="event_count > 2", cohort="did buy").customers
    assert found is not None
    assert found.tolist() == [True, False, False]
    sessions = selection(on, cohort=cohort(on, "did view", "session"))
    assert sessions.customers is None
    assert sessions.sessions is not None
    assert sessions.sessions.sum() == 3


def test_sets() -> None:
    on = ground()
    one, other = cohort(on, "did view"), cohort(on, "did buy")
    found = {"&": one & other, "|": one | other, "-": one - other, "~": ~one}
    assert {sign: each.ids()["customer_id"].to_pylist() for sign, each in found.items()} == {
        "&": ["ann"],
        "|": ["ann", "bob", "cyd"],
        "-": ["bob"],
        "~": ["cyd"],
    }
    for each in found.values():
        again = cohort(on, each.definition.asked["when"])
        assert again.members.tolist() == each.members.tolist()
    with pytest.raises(UsageError, match="make them alike"):
        _ = one & cohort(on, "did buy", "session")
    assert (one & cohort(on, "did buy", "session").of("customer")).count == 1


def test_a_cohort_as_it_is_shown() -> None:
    found = cohort(ground(), "did buy")
    assert found.count == 2
    assert repr(found).startswith("2 of 3 customers\ncohort: unit customer · when did buy · as of 2026-01-10")
    assert found._repr_html_().startswith("<p>2 of 3 customers<br>")
    assert pa.table(found).to_pydict() == {"customer_id": ["ann", "cyd"]}


def test_a_cohort_of_a_result_has_no_definition_to_look_at_anew() -> None:
    on = ground()
    lost = Cohort(on, "customer", cohort(on, "did cart").members, {"lost": "at step 3"})
    assert (lost & cohort(on, "did buy")).definition.asked["and"] == {"when": "did buy"}
    assert (~lost).definition.asked == {"unit": "customer", "not": {"lost": "at step 3"}}


def test_a_cohort_of_another_generation_is_refused() -> None:
    on = ground()
    with pytest.raises(UsageError, match="generation 1, the question of generation 2"):
        selection(replace(on, generation=2), cohort=cohort(on, "did buy"))
