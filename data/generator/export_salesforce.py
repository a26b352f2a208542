"""Salesforce: the CSV files of a Data Loader export, API names, all cells quoted, times in UTC.

Ids have 18 characters; a few tasks name their contact by the old 15.
"""

from pathlib import Path

from data.generator.accounts import FileAccount
from data.generator.csvfile import Export, Row, write_export
from data.generator.sales import REPS
from data.generator.salesforce_base import SOURCE, Book, rep_id
from data.generator.salesforce_deals import history, opportunities, tasks
from data.generator.salesforce_people import campaigns, contacts, leads, members
from data.generator.story import Story


def write_salesforce(folder: Path, stories: tuple[Story, ...]) -> list[FileAccount]:
    """Write the eight files below `folder` and return their accounts."""
    deals = sorted((story.deal for story in stories if story.deal), key=lambda deal: deal.lead_at)
    readers = sorted((story for story in stories if is_reader(story)), key=lambda story: story.subscribed_at)
    book = Book(deals, readers, {story.person.number: story for story in stories})
    tables = (leads, contacts, opportunities, history, tasks, members, campaigns, _users)
    return [write_export(folder, table(book)) for table in tables]


def is_reader(story: Story) -> bool:
    """Return whether the newsletter made this person a contact (those with a deal are contacts by it)."""
    return bool(story.subscribed_at) and story.deal is None


def _users(_: Book) -> Export:
    header = ("Id", "FirstName", "LastName", "Email", "Title", "Department", "IsActive")
    rows = [_user(rep.number) for rep in REPS]
    return Export("salesforce/User.csv", SOURCE, header, rows, quote_all=True)


def _user(number: int) -> Row:
    rep = REPS[number]
    mail = f"{rep.first_name}.{rep.last_name}@shop.example".lower()
    return (
        rep_id(number),
        rep.first_name,
        rep.last_name,
        mail,
        "Account Executive",
        f"Sales {rep.team}",
        "true",
    )
