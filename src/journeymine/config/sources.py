"""Where events lie: a vendor's export, or any table with a mapping of its columns."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import cache
from typing import Annotated, Literal, Self, get_args
from zoneinfo import available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from journeymine.config.values import Duration, Frozen, Name

WebVendor = Literal[
    "ga4",
    "snowplow",
    "segment",
    "rudderstack",
    "posthog",
    "amplitude",
    "mixpanel",
    "matomo",
    "adobe",
]
"""Web and product analytics, whose events form sessions."""

Vendor = Literal[
    WebVendor,
    "shopify",
    "salesforce",
    "hubspot",
    "zendesk",
    "qualtrics",
    "survey",
    "ads",
    "table",
]
SESSIONIZED_VENDORS: tuple[str, ...] = get_args(WebVendor)
_REFERENCE = re.compile(r"\$\{[A-Za-z_][A-Za-z0-9_]*\}")
_SECRET_NAME = re.compile(r"key|secret|token|passw|credential|signature|sas|conn.*str|auth", re.IGNORECASE)
_NO_SECRETS = ("anon", "cloud", "google_default")
"""Values of a driver's `token` that name a way to log in."""
_LOGIN_IN_URL = re.compile(r"[a-z][a-z0-9+.-]*://([^/]*@|.*\?[^/]*=)", re.IGNORECASE)
KeyType = Literal["user", "crm", "email", "phone", "anonymous"]


_zones = cache(available_timezones)
"""Names of all zones: to list them means to walk through a folder of hundreds of files."""


def _zone(name: str) -> str:
    if name not in _zones():
        raise ValueError(f"found {name!r}, expected an IANA time zone such as Europe/Warsaw or UTC")
    return name


def _list(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _files(value: object) -> object:
    return {"": value} if isinstance(value, str | list) else value


def _reference(text: str) -> str:
    if not _REFERENCE.fullmatch(text):
        raise ValueError(
            "expected ${NAME}, the environment variable that holds the database's URI; "
            "the URI itself is never written in the journey file"
        )
    return text


def _table_name(text: str) -> str:
    if not re.fullmatch(r"[^\s.\"']+(\.[^\s.\"']+)?", text):
        raise ValueError(f"found {text!r}, expected a table's name such as orders or public.orders")
    return text


def _without_secrets(files: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    if any(_LOGIN_IN_URL.match(text) for texts in files.values() for text in texts):
        raise ValueError(
            "an address holds neither a login nor a signature; the store's driver takes them from the "
            "environment, or say them under `storage` as ${NAME}"
        )
    return files


def _referring(options: dict[str, Option | dict[str, Option]]) -> dict[str, Option | dict[str, Option]]:
    flat = [item for value in options.values() if isinstance(value, dict) for item in value.items()]
    flat += [(name, value) for name, value in options.items() if not isinstance(value, dict)]
    for name, value in flat:
        if not isinstance(value, str) or _REFERENCE.fullmatch(value) or value in _NO_SECRETS:
            continue
        if _SECRET_NAME.search(name) or _LOGIN_IN_URL.match(value):
            raise ValueError(
                f"{name} may hold a secret: write it as ${{NAME}}, the environment variable that holds it"
            )
    return options


Option = bool | int | str
Zone = Annotated[str, AfterValidator(_zone)]
OneOrMore = str | list[str]
Texts = Annotated[
    tuple[str, ...], BeforeValidator(_list, json_schema_input_type=OneOrMore), Field(min_length=1)
]


def _time(value: object) -> object:
    return {"column": value} if isinstance(value, str) else value


def _value(value: object) -> object:
    return {"product": (value,)} if isinstance(value, str) else value


def _event(value: object) -> object:
    return {"column": value} if isinstance(value, str) else value


class TimeColumn(Frozen):
    """The time column of a table.

    Attributes:
        column: its name.
        format: a strptime format for text; without one, ISO 8601 is expected.
        unit: for numbers since 1970: s, ms or us.
        timezone: zone of times that carry no offset.
    """

    column: str
    format: str | None = None
    unit: Literal["s", "ms", "us"] | None = None
    timezone: Zone | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.format is not None and self.unit is not None:
            raise ValueError("give format (for text) or unit (for numbers), not both")
        return self


class ValueColumn(Frozen):
    """Money of an event: the product of one or more columns."""

    product: Texts


class FirstMatch(Frozen):
    """One case of an event name that depends on a column: where `column` matches the regex, the name is
    `is`.
    """

    column: str
    matches: str
    is_: str = Field(alias="is")


class EventMap(Frozen):
    """The event's name: a column, a constant, or the first case that matches, else `otherwise`."""

    column: str | None = None
    constant: str | None = None
    cases: tuple[FirstMatch, ...] = ()
    otherwise: str | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        ways = [self.column is not None, self.constant is not None, bool(self.cases)]
        if sum(ways) != 1:
            raise ValueError("expected a column name, {constant: NAME} or {cases: […], otherwise: NAME}")
        if self.cases and self.otherwise is None:
            raise ValueError("cases need an otherwise: NAME for rows that none matches")
        return self


class TableColumns(Frozen):
    """Which column of a table is which part of an event; `sequence: line_number` is the line in the file."""

    time: Annotated[TimeColumn, BeforeValidator(_time, json_schema_input_type=str | TimeColumn)]
    event: Annotated[EventMap, BeforeValidator(_event, json_schema_input_type=str | EventMap)]
    sequence: str | None = None
    event_id: str | None = None
    channel: str | None = None
    medium: str | None = None
    campaign: str | None = None
    device: str | None = None
    page: str | None = None
    value: (
        Annotated[ValueColumn, BeforeValidator(_value, json_schema_input_type=str | ValueColumn)] | None
    ) = None
    currency: str | None = None
    quantity: str | None = None
    score: str | None = None
    sentiment: str | None = None
    session: str | None = None
    touchpoint: str | None = None
    body: str | None = None
    user_agent: str | None = None
    ip: str | None = None


class Query(Frozen):
    """Rows of a PostgreSQL database.

    Attributes:
        connection: `${NAME}` of the environment variable that holds the database's URI.
        sql: a SELECT; or `table`, a table's name with its schema.
        watermark: column that grows with every new or changed row; each run reads from the last seen on.
        lookback: how far before the last seen value rows may still appear.
        batch_rows: most rows held at a time.
    """

    connection: Annotated[str, AfterValidator(_reference)]
    sql: Annotated[str, Field(min_length=1)] | None = None
    table: Annotated[str, AfterValidator(_table_name)] | None = None
    watermark: str | None = None
    lookback: Duration = timedelta(0)
    batch_rows: int = Field(default=50_000, ge=1, le=1_000_000)

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.sql is None) == (self.table is None):
            raise ValueError("give sql (a SELECT) or table (SCHEMA.NAME), one of them")
        if self.lookback and self.watermark is None:
            raise ValueError("lookback is for a query with a watermark; without one all rows are read")
        return self


class Source(Frozen):
    """One source of events.

    Attributes:
        name: set from its key in the journey file.
        vendor: whose layout the files have; `table` for any other.
        files: globs by entity, relative to the journey file, or addresses of an object store; one entity's
            globs may stand alone.
        query: rows of a database, in place of files.
        storage: options of the object store's driver; secrets only as `${NAME}` of the environment.
        preset: rules to begin with.
        timezone: zone of times that carry no offset.
        sessionize: whether its events form sessions; by default true for web analytics.
        session_id: `timeout`, or `native` to trust the source's own ids.
        format: csv, jsonl or parquet; by default told from the file's name.
        header: for delimited text whose first line is a record: its column names, or a file that has them.
        quoting: `none` where quotes in delimited text are plain characters; by default as the vendor writes.
        contract: what becomes of columns that nobody promised: `evolve` keeps and tells them, `freeze`
            refuses the file, `discard` leaves them out and tells them.
        columns, keys, properties, score_kind: for `vendor: table`.
    """

    name: Name = ""
    vendor: Vendor
    files: Annotated[
        dict[str, Texts],
        BeforeValidator(_files, json_schema_input_type=OneOrMore | dict[str, OneOrMore]),
        AfterValidator(_without_secrets),
    ] = Field(default_factory=dict)
    query: Query | None = None
    storage: Annotated[dict[str, Option | dict[str, Option]], AfterValidator(_referring)] = Field(
        default_factory=dict
    )
    preset: str | None = None
    timezone: Zone | None = None
    sessionize: bool | None = None
    session_id: Literal["timeout", "native"] = "timeout"
    dedupe: Literal["id", "content"] = "id"
    format: Literal["csv", "jsonl", "parquet"] | None = None
    encoding: str = "utf-8"
    delimiter: str | None = None
    header: tuple[str, ...] | str | None = None
    quoting: Literal["double", "none"] | None = None
    currency: str | None = None
    columns: TableColumns | None = None
    keys: dict[KeyType, Texts] = Field(default_factory=dict)
    properties: tuple[str, ...] | Literal["all", "none"] = "all"
    contract: Literal["evolve", "freeze", "discard"] = "evolve"
    score_kind: Literal["nps", "csat", "ces", "stars"] | None = None
    max_reject_rate: float = Field(default=0.01, ge=0, le=1)

    @model_validator(mode="after")
    def _files_or_query(self) -> Self:
        if bool(self.files) == (self.query is not None):
            raise ValueError("give files (globs or addresses) or query (rows of a database), one of them")
        return self

    @model_validator(mode="after")
    def _table_needs_columns(self) -> Self:
        if self.vendor == "table":
            if self.columns is None or not self.keys:
                raise ValueError("vendor: table needs columns (time, event, …) and keys (user, anonymous, …)")
        elif self.columns is not None or self.keys:
            raise ValueError(f"columns and keys are for vendor: table; {self.vendor} has a layout of its own")
        return self

    @property
    def is_sessionized(self) -> bool:
        """Whether its events form sessions."""
        return self.vendor in SESSIONIZED_VENDORS if self.sessionize is None else self.sessionize
