"""The answers about identity, which no vendor has: which keys belong to which person.

For tests of identity resolution; not an export.
"""

import csv
import io
from pathlib import Path

from data.generator.csvfile import Row
from data.generator.export_salesforce import is_reader
from data.generator.export_zendesk import requester_id
from data.generator.packing import write_bytes
from data.generator.people import Device
from data.generator.robots import ROBOTS
from data.generator.salesforce_base import contact_id, lead_id
from data.generator.story import Story

SHARED = "shared"


def write_identity(path: Path, stories: tuple[Story, ...]) -> None:
    """Write one row per person and key; a cookie of a shared device belongs to nobody ("shared")."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("person", "persona", "key_type", "key_value"))
    rows = (row for story in stories for row in _keys(story))
    writer.writerows(dict.fromkeys(rows))
    write_bytes(path, text.getvalue().encode("utf-8"))


def _keys(story: Story) -> list[Row]:
    person = story.person
    name, persona = f"person-{person.number}", person.persona.name
    cookies = dict.fromkeys((act.device, act.device.cookie_at(act.at) or "") for act in story.acts)
    rows = [_cookie_row(name, persona, device, cookie) for device, cookie in cookies if cookie]
    if story.has_account:
        rows.append((name, persona, "user", person.user_id))
    if story.deal is not None:
        rows.append((name, persona, "salesforce_lead", lead_id(person.number)))
    if is_reader(story) or (story.deal is not None and story.deal.converted_at):
        rows.append((name, persona, "salesforce_contact", contact_id(person.number)))
    if story.tickets:
        rows.append((name, persona, "zendesk_user", requester_id(person.number)))
    if person.number < ROBOTS and not person.is_walk_in:
        rows.append((name, persona, "email", person.email))
    return rows


def _cookie_row(name: str, persona: str, device: Device, cookie: str) -> Row:
    if device.is_shared:
        return (SHARED, SHARED, "anonymous", cookie)
    return (name, persona, "anonymous", cookie)
