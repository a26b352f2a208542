"""Everyone's stories together: people, strangers at the kiosk, robots. Nothing here knows a vendor."""

from dataclasses import dataclass

from data.generator.people import build_people, build_walk_ins
from data.generator.robots import run_robots
from data.generator.sales import Deal, make_deals
from data.generator.session import Act
from data.generator.story import Story, live


@dataclass(frozen=True, slots=True)
class World:
    """What happened in the half year."""

    stories: tuple[Story, ...]

    def acts(self) -> list[Act]:
        """Return what was done on the site, person by person."""
        return [act for story in self.stories for act in story.acts]

    def deals(self) -> list[Deal]:
        """Return what the sales people worked on."""
        return [story.deal for story in self.stories if story.deal is not None]


def make_world(seed: int, people_count: int) -> World:
    """Play the half year of so many people."""
    people = build_people(seed, people_count)
    deals = make_deals(seed, people)
    stories = [live(seed, person, deals.get(person.number)) for person in (*people, *build_walk_ins(people))]
    return World((*stories, *run_robots(seed, people[0])))
