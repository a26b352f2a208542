"""`journeymine identity`: whose an identifier is, and by which rows two identifiers are one customer's."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from journeymine.config import Settings, load
from journeymine.errors import NothingPublished, UsageError
from journeymine.events.keys import KEY_TYPES, is_denied, normalise, pseudonym_in
from journeymine.explain import Identifier, Inquiry, Link, Story
from journeymine.identity import identify
from journeymine.keysets import Named, named, unlinked_pairs
from journeymine.warehouse import Warehouse
from journeymine.warehouse.folders import Folders

_VALUES = """
    select identifier_type, identifier_key, identifier_value
    from vault.identifiers
    where identifier_key in (select unnest($keys))
"""
_STANDS_ON = "select count(*) as n from keysets where identifier_key in (select unnest($keys))"


@dataclass(frozen=True)
class Asked:
    """What somebody wants to know.

    Attributes:
        key: `type:value`, `type:#pseudonym`, or a bare value.
        other: a second one, to be told why the two are one customer.
        reveal: whether clear values are shown.
    """

    key: str
    other: str | None = None
    reveal: bool = False


def answer(config: Path, asked: Asked) -> dict[str, Any]:
    """The answer as plain values.

    Raises:
        Busy: a run holds the warehouse.
        NothingPublished: there is no warehouse yet.
        UsageError: no row carries the identifier, or a bare value is of several types.
    """
    settings = load(config)
    with opened_state(settings) as warehouse:
        desk = _Desk(settings, warehouse)
        found = desk.all_of(asked.key)
        stories = [{"asked_type": kind, **desk.story(number, kind)} for kind, number in found.items()]
        if asked.other is None:
            said: dict[str, Any] = {"answers": stories or [desk.denied(asked.key)]}
        else:
            said = {"answers": stories, **desk.pair(asked.key, asked.other)}
        return desk.revealed(said) if asked.reveal else said


def as_text(said: Mapping[str, Any]) -> str:
    """The answer for a terminal."""
    lines = [line for one in said["answers"] for line in _story_lines(one)]
    if "chain" in said:
        lines += _chain_lines(said)
    return "\n".join(lines)


def as_json(said: Mapping[str, Any]) -> str:
    """The answer as JSON text."""
    return json.dumps(said, ensure_ascii=False, indent=2, default=str)


@contextmanager
def opened_state(settings: Settings) -> Generator[Warehouse]:
    """Take the warehouse of a journey file that was run before.

    Raises:
        Busy: a run holds it.
        NothingPublished: there is none yet.
    """
    if not Folders(settings.warehouse_path).state.exists():
        raise NothingPublished("there is no warehouse yet; run 'journeymine run' first")
    with Warehouse.open(settings) as warehouse:
        yield warehouse


class _Desk:
    """Answers from one warehouse whose lock is held."""

    def __init__(self, settings: Settings, warehouse: Warehouse) -> None:
        self._settings = settings
        self._warehouse = warehouse
        self._pseudonym = warehouse.secret.pseudonym
        identified = identify(warehouse.engine, settings, pseudonym=self._pseudonym)
        self._inquiry = Inquiry(
            warehouse.engine, identified, max_device_people=settings.identity.max_device_people
        )

    def all_of(self, text: str) -> dict[str, int]:
        """Number by type of what somebody wrote; empty where it is denied in every type asked for.

        Raises:
            UsageError: no row carries it, and it is not denied.
        """
        found = {key[0]: self._inquiry.find(key) for key in self._readings(text)}
        known = {kind: number for kind, number in found.items() if number is not None}
        if not known and not self._is_denied(text):
            raise self._not_found(text, found)
        return known

    def _not_found(self, text: str, kinds: Iterable[str]) -> UsageError:
        keys = [key for _, key in self._readings(text)]
        sets = self._warehouse.engine.query(_STANDS_ON, {"keys": keys})["n"][0].as_py()
        if sets:
            return UsageError(
                f"{text!r} stands only on rows that identity.unlink gives to another identifier"
            )
        return UsageError(
            f"no row carries {text!r} as {' or '.join(kinds)}. Write it as type:value, as the sources do; "
            f"types are {', '.join(KEY_TYPES)}. Identifiers of crm and record carry their vendor, as "
            "crm:salesforce:003…"
        )

    def one_of(self, text: str) -> int:
        """Number of what somebody wrote.

        Raises:
            UsageError: it is of several types, denied, or on no row.
        """
        found = self.all_of(text)
        if len(found) != 1:
            problem = (
                f"is of several types: {', '.join(found)}"
                if found
                else "is empty or on the deny list: no identifier"
            )
            raise UsageError(f"{text!r} {problem}. Write one identifier as type:value")
        return next(iter(found.values()))

    def story(self, number: int, kind: str) -> dict[str, Any]:
        """Whose an identifier is."""
        story: Story = self._inquiry.story(number)
        return {
            "asked": next(_identifier(one) for one in story.identifiers if one.number == number)["name"],
            "verdict": story.verdict or f"{kind} of one customer",
            "customers": list(story.customers),
            "events": [{"source": source, "event_count": count} for source, count in story.sources],
            "identifiers": [_identifier(one) for one in story.identifiers],
        }

    def denied(self, text: str) -> dict[str, Any]:
        """What is said of a value that is no identifier."""
        return {
            "asked": text,
            "verdict": "on the deny list: it is no identifier and joins nothing",
            "customers": [],
            "events": [],
            "identifiers": [],
        }

    def pair(self, one: str, other: str) -> dict[str, Any]:
        """The rows by which two identifiers are one customer's, or why they are not."""
        numbers = (self.one_of(one), self.one_of(other))
        if numbers[0] == numbers[1]:
            raise UsageError("both are the same identifier; name another one with --with")
        chain = self._inquiry.chain(*numbers)
        if chain is not None:
            return {"is_one_customer": True, "chain": [_link(link) for link in chain], "why_not": []}
        reasons = self._inquiry.reasons_apart(*numbers)
        if self._is_unlinked(numbers):
            reasons = ["identity.unlink of the journey file keeps the two apart", *reasons]
        return {"is_one_customer": False, "chain": [], "why_not": reasons}

    def revealed(self, said: dict[str, Any]) -> dict[str, Any]:
        """The answer with clear values from the vault."""
        listed = [one for answer in said["answers"] for one in answer["identifiers"]]
        keys = sorted({one["pseudonym"] for one in listed})
        values = self._values(keys)
        for one in listed:
            one["value"] = values.get((one["type"], one["pseudonym"]))
        return said

    def _values(self, keys: list[str]) -> dict[Named, str]:
        engine = self._warehouse.engine
        if not self._warehouse.folders.vault.exists():
            return {}
        engine.attach(self._warehouse.folders.vault, "vault", read_only=True)
        try:
            rows = engine.query(_VALUES, {"keys": keys}).to_pylist()
        finally:
            engine.detach("vault")
        return {(row["identifier_type"], row["identifier_key"]): row["identifier_value"] for row in rows}

    def _readings(self, text: str) -> list[Named]:
        kind, colon, _ = text.strip().partition(":")
        texts = [text] if colon and kind in KEY_TYPES else [f"{kind}:{text}" for kind in KEY_TYPES]
        return [key for key in (named(one, self._pseudonym) for one in texts) if key[1]]

    def _is_denied(self, text: str) -> bool:
        kind, colon, value = text.strip().partition(":")
        kinds, value = ((kind,), value) if colon and kind in KEY_TYPES else (KEY_TYPES, text)
        if pseudonym_in(value):
            return False
        deny = self._settings.identity.deny
        return all(is_denied(one, normalise(one, value), deny) for one in kinds)

    def _is_unlinked(self, numbers: tuple[int, int]) -> bool:
        pairs = unlinked_pairs(self._settings.identity.unlink, self._pseudonym)
        return any({self._inquiry.find(one), self._inquiry.find(other)} == {*numbers} for one, other in pairs)


def _identifier(one: Identifier) -> dict[str, Any]:
    return {
        "name": one.name,
        "type": one.kind,
        "pseudonym": one.key,
        "first_seen_at": one.first_seen_at.isoformat() if one.first_seen_at else None,
        "event_count": one.event_count,
        "verdict": one.verdict,
    }


def _link(link: Link) -> dict[str, Any]:
    return {
        "from": link.one.name,
        "to": link.other.name,
        "source": link.source,
        "path": link.path,
        "line_number": link.line_number,
        "occurred_at": link.occurred_at.isoformat() if link.occurred_at else None,
        "match_probability": link.match_probability,
    }


def _story_lines(one: Mapping[str, Any]) -> list[str]:
    events = sum(source["event_count"] for source in one["events"])
    by_source = ", ".join(f"{source['source']} {source['event_count']:,}" for source in one["events"])
    lines = [
        f"{one['asked']}: {one['verdict']}",
        f"customer     {', '.join(one['customers']) or 'none'}",
        f"events       {events:,}" + (f": {by_source}" if by_source else ""),
    ]
    if one["identifiers"]:
        lines.append("identifiers")
    return lines + [f"  {_identifier_line(identifier)}" for identifier in one["identifiers"]]


def _identifier_line(one: Mapping[str, Any]) -> str:
    value = f"  {one['value']}" if one.get("value") is not None else ""
    verdict = f"  ({one['verdict']})" if one["verdict"] else ""
    since = one["first_seen_at"] or "no time"
    return f"{one['name']}{value}  on {one['event_count']:,} events, first seen {since}{verdict}"


def _chain_lines(said: Mapping[str, Any]) -> list[str]:
    if not said["is_one_customer"]:
        return ["not one customer", *(f"  {reason}" for reason in said["why_not"])]
    return ["one customer by", *(f"  {_chain_line(link)}" for link in said["chain"])]


def _chain_line(link: Mapping[str, Any]) -> str:
    pair = f"{link['from']} -> {link['to']}"
    if link["match_probability"] is not None:
        return f"{pair}  probable link, {link['match_probability']:.4f}"
    at = f", {link['occurred_at']}" if link["occurred_at"] else ""
    return f"{pair}  {link['source']}: {link['path']}, line {link['line_number']}{at}"
