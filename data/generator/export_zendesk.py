"""Zendesk: tickets, their field history and comments, users and groups as flat CSV files, times in UTC.

Most rows of history and comments are the agents' doing, no customer's act.
"""

from dataclasses import dataclass
from pathlib import Path

from data.generator.accounts import FileAccount
from data.generator.clock import iso_seconds
from data.generator.csvfile import BAD_TIME, NO_TIME, TOO_FEW, TOO_MANY, Export, Row, columns, write_export
from data.generator.story import Story
from data.generator.support import AGENTS, CUSTOMER, TEAMS, Change, Ticket

SOURCE = "zendesk"
BRAND = "360001"
CREATED = "2025-06-02T08:00:00Z"


@dataclass(frozen=True)
class Office:
    """Tickets in order of opening with their numbers, and the story of each requester."""

    tickets: list[tuple[int, Ticket]]
    requesters: dict[int, Story]


def write_zendesk(folder: Path, stories: tuple[Story, ...]) -> list[FileAccount]:
    """Write the five files below `folder` and return their accounts."""
    opened = sorted(
        (ticket for story in stories for ticket in story.tickets),
        key=lambda ticket: (ticket.opened_at, ticket.person.number),
    )
    requesters = {story.person.number: story for story in stories if story.tickets}
    office = Office([(5001 + 3 * index, ticket) for index, ticket in enumerate(opened)], requesters)
    tables = (_tickets, _history, _comments, _users, _groups)
    return [write_export(folder, table(office)) for table in tables]


def requester_id(person: int) -> str:
    """Return the id of a customer as a Zendesk user."""
    return str(402_000_000_000 + 17 * person)


def _agent_id(name: str) -> str:
    names = [agent for team in TEAMS for agent in AGENTS[team]]
    return str(401_000_000_000 + 11 * names.index(name))


def _group_id(team: str) -> str:
    return str(360_008_000_000 + TEAMS.index(team))


def _author(ticket: Ticket, by: str) -> str:
    return requester_id(ticket.person.number) if by == CUSTOMER else _agent_id(by)


def _tickets(office: Office) -> Export:
    return Export(
        path="zendesk/tickets.csv",
        source=SOURCE,
        header=columns(
            "id created_at updated_at requester_id submitter_id assignee_id group_id "
            "organization_id brand_id subject description status priority type via_channel "
            "external_id recipient merged_ticket_ids problem_id is_public"
        ),
        rows=[_ticket(number, ticket) for number, ticket in office.tickets],
        duplicates=3,
        faults=((TOO_MANY, 1), (BAD_TIME, 1)),
        times=("created_at", "updated_at"),
        kind_of=lambda row: (
            "deleted" if row[11] == "deleted" else "agent_made" if row[3] != row[4] else "customer"
        ),
    )


def _ticket(number: int, ticket: Ticket) -> Row:
    first = ticket.comments[0]
    last_at = max(change.at for change in ticket.changes)
    recipient = "help@shop.example" if ticket.channel == "email" else ""
    return (
        *(
            str(number),
            iso_seconds(ticket.opened_at),
            iso_seconds(last_at),
            requester_id(ticket.person.number),
        ),
        *(_author(ticket, first.by), _last(ticket, "assignee_id"), _group_id(ticket.team), "", BRAND),
        *(ticket.subject, first.body, "deleted" if ticket.is_deleted else _last(ticket, "status")),
        *(_last(ticket, "priority"), "question" if ticket.topic == "product" else "problem", ticket.channel),
        *("", recipient, "", "", "TRUE"),
    )


def _last(ticket: Ticket, field_name: str) -> str:
    values = [_value(change) for change in ticket.changes if change.field_name == field_name]
    return values[-1] if values else ""


def _value(change: Change) -> str:
    if change.field_name == "assignee_id":
        return _agent_id(change.value)
    return _group_id(change.value) if change.field_name == "group_id" else change.value


def _history(office: Office) -> Export:
    found = [
        (change.at, number, index, change, ticket)
        for number, ticket in office.tickets
        for index, change in enumerate(ticket.changes)
    ]
    found.sort(key=lambda entry: entry[:3])
    return Export(
        path="zendesk/ticket_field_history.csv.gz",
        source=SOURCE,
        header=columns("ticket_id field_name value updated user_id"),
        rows=[
            (str(number), change.field_name, _value(change), iso_seconds(at), _author(ticket, change.by))
            for at, number, _, change, ticket in found
        ],
        duplicates=8,
        faults=((NO_TIME, 2), (TOO_FEW, 1)),
        times=("updated",),
        kind_of=lambda row: f"status:{row[2]}" if row[1] == "status" else row[1],
    )


def _comments(office: Office) -> Export:
    found = [
        (comment.at, number, comment.is_public, _author(ticket, comment.by), comment.body)
        for number, ticket in office.tickets
        for comment in ticket.comments
    ]
    found.sort()
    return Export(
        path="zendesk/ticket_comments.csv.gz",
        source=SOURCE,
        header=columns("id ticket_id user_id body created public"),
        rows=[
            (
                str(1_030_000_000_000 + 7 * index),
                str(number),
                author,
                body,
                iso_seconds(at),
                "TRUE" if is_public else "FALSE",
            )
            for index, (at, number, is_public, author, body) in enumerate(found)
        ],
        duplicates=5,
        faults=((BAD_TIME, 1), (TOO_MANY, 1)),
        times=("created",),
        kind_of=lambda row: (
            "customer" if row[2].startswith("402") else "agent" if row[5] == "TRUE" else "internal_note"
        ),
    )


def _users(office: Office) -> Export:
    agents = [_agent(name) for team in TEAMS for name in AGENTS[team]]
    return Export(
        path="zendesk/users.csv",
        source=SOURCE,
        header=columns("id email external_id role name time_zone locale created_at active suspended"),
        rows=[*agents, *(_requester(story) for _, story in sorted(office.requesters.items()))],
        duplicates=2,
        kind_of=lambda row: row[3],
    )


def _agent(name: str) -> Row:
    number = _agent_id(name)
    return (
        number,
        f"agent{number[-3:]}@shop.example",
        "",
        "agent",
        name,
        "Warsaw",
        "pl",
        CREATED,
        "TRUE",
        "FALSE",
    )


def _requester(story: Story) -> Row:
    person = story.person
    external = person.user_id if story.has_account and person.number % 10 < 9 else ""
    return (
        *(
            requester_id(person.number),
            person.email,
            external,
            "end-user",
            f"{person.name.first} {person.name.last}",
        ),
        *("Warsaw", person.place.language, iso_seconds(story.tickets[0].opened_at), "TRUE", "FALSE"),
    )


def _groups(_: Office) -> Export:
    rows: list[Row] = [(_group_id(team), team, CREATED) for team in TEAMS]
    return Export("zendesk/groups.csv", SOURCE, ("id", "name", "created_at"), rows)
