"""Two robots that read the whole shop in a hurry: thousands of item views, no purchase, no human pace."""

from dataclasses import replace

from data.generator import effects
from data.generator.catalogue import ITEMS
from data.generator.clock import HOUR, SECOND, day_number, instant
from data.generator.dice import between, chance, seeded
from data.generator.people import Device, Person
from data.generator.session import DIRECT, Act, Line, Session
from data.generator.story import Story

ROBOTS = 910_000
BROWSERS = ("HeadlessChrome", "python-requests")
EVENTS_IN_SESSION = 400


def run_robots(seed: int, like: Person) -> tuple[Story, ...]:
    """Return the traces of the robots; `like` lends what a person must have and a robot has not."""
    return tuple(_run_robot(seed, index, like) for index in range(len(BROWSERS)))


def _run_robot(seed: int, index: int, like: Person) -> Story:
    period = effects.BOT_PERIODS[index]
    start = instant(day_number(period.first), 2 * HOUR)
    device = Device(
        f"robot-{index}", "desktop", "Linux", BROWSERS[index], f"{660000000 + index}.{start // SECOND}"
    )
    robot = replace(like, number=ROBOTS + index, user_id="", devices=(device,), family=0)
    days = day_number(period.last) - day_number(period.first) + 1
    acts: list[Act] = []
    visits = -(-effects.BOT_EVENTS[index] // EVENTS_IN_SESSION)
    for visit in range(visits):
        at = start + visit * (days * 24 * HOUR // visits)
        session = Session(seeded(seed, "robot", index, visit), robot, device, DIRECT, visit + 1, at)
        _crawl(session)
        acts.extend(session.acts)
    kept = tuple(acts[: effects.BOT_EVENTS[index]])
    return Story(robot, kept, (), (), (), 0, has_account=False, deal=None)


def _crawl(session: Session) -> None:
    """Open item after item, one every two to four seconds, and a list now and then."""
    session.land("/c/desks")
    number = 0
    while len(session.acts) < EVENTS_IN_SESSION:
        item = ITEMS[number % len(ITEMS)]
        session.at += between(session.rng, 1800, 4200) * 1000
        if chance(session.rng, 0.08):
            session.page = f"/c/{item.category}"
            session.record("view_item_list", details=(("item_list_id", item.category),))
        else:
            session.page = f"/p/{item.item_id}"
            session.record("view_item", lines=(Line(item, 1),))
        number += 1
