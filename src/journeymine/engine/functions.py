"""Small named functions that the staging models share, as DuckDB macros: times, numbers, pages and properties
from text.

Another engine gives functions of the same names and the same meaning. None reads a table.
"""

from __future__ import annotations

_DAY = r"\d{4}-\d{2}-\d{2}"
_CLOCK = r"[Tt ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?"
_OFFSET = r" ?(?:[Zz]|UTC|GMT|[+-]\d{2}(?::?\d{2})?)"
_WORD = r"""[^\s"'<>()\[\]{},;:/?&=@%\\|]"""
_EMAIL = rf"{_WORD}+(?:@|%40){_WORD}+\.{_WORD}+".replace("'", "''")
_SCHEME = r"^(?:[A-Za-z][A-Za-z0-9+.-]*:)?//"

FUNCTIONS: tuple[str, ...] = (
    # A number that is neither text, nor infinite, nor NaN.
    """
    create or replace temporary macro number_of(words) as
    case when isfinite(try_cast(words as double)) then try_cast(words as double) end
    """,
    # Yes, however a vendor writes it.
    """
    create or replace temporary macro is_true(words) as
    coalesce(lower(words) in ('true', '1', 't', 'yes'), false)
    """,
    # Whether a text is an ISO 8601 time that carries its offset from UTC.
    f"""
    create or replace temporary macro has_offset(words) as
    regexp_full_match(trim(words), '{_DAY}{_CLOCK}{_OFFSET}')
    """,
    # The local time of ISO 8601 text without an offset; NULL for any other text, 'infinity' and 'now' too.
    f"""
    create or replace temporary macro local_time_of(words) as
    case
        when regexp_full_match(trim(words), '{_DAY}(?:{_CLOCK})?')
        then try_cast(replace(replace(trim(words), 't', 'T'), ',', '.') as timestamp)
    end
    """,
    # How far a zone's clock is ahead of UTC at an instant.
    """
    create or replace temporary macro zone_offset(zone, instant) as
    timezone(zone, instant) - timezone('UTC', instant)
    """,
    # The instant of a local time by the clock of the day before: where the clock was turned back, the first
    # of the two.
    """
    create or replace temporary macro earlier_instant(local_time, zone) as
    timezone('UTC', local_time - zone_offset(zone, timezone(zone, local_time) - interval 1 day))
    """,
    # The instant of a local time: the earlier one where there are two; moved forward by the gap where there
    # is none.
    """
    create or replace temporary macro local_instant(local_time, zone) as
    case
        when
            earlier_instant(local_time, zone) < timezone(zone, local_time)
            and timezone(zone, earlier_instant(local_time, zone)) = local_time
        then earlier_instant(local_time, zone)
        else timezone(zone, local_time)
    end
    """,
    # The instant that a text names: by its own offset, else as local time of the zone. NULL where it is no
    # ISO 8601 time.
    # The list of one is DuckDB's way to work a value out once and use it several times.
    """
    create or replace temporary macro instant_of(words, zone) as
    case
        when has_offset(words)
        then
            try_cast(
                replace(regexp_replace(regexp_replace(upper(trim(words)), ' ?(Z|UTC|GMT)$', 'Z'), ' ([+-])',
                '\\1'), ',', '.')
                as timestamptz
            )
        else
            list_extract(
                list_transform([local_time_of(words)], lambda clock: local_instant(clock, cast(zone as
                varchar))), 1
            )
    end
    """,
    # The instant of a number since 1970, `scale` being microseconds per unit. NULL outside 1990 to 2100:
    # another unit.
    """
    create or replace temporary macro instant_of_epoch(words, scale) as
    case
        when try_cast(words as double) * scale between 631152000000000 and 4102444800000000
        then make_timestamptz(cast(round(try_cast(words as double) * scale) as bigint))
    end
    """,
    # Whether a text names a day and no time of it.
    r"""
    create or replace temporary macro is_day(words) as
    coalesce(regexp_full_match(trim(words), '\d{4}-\d{2}-\d{2}'), false)
    """,
    # A day that an export writes as its midnight, as the day that it is.
    r"""
    create or replace temporary macro day_of(words) as
    regexp_replace(trim(words), '^(\d{4}-\d{2}-\d{2})[T ]00:00:00(?:\.0+)?Z?$', '\1')
    """,
    # As instant_of; a day without a time is placed at its last second.
    """
    create or replace temporary macro instant_by_day_end(words, zone) as
    instant_of(case when is_day(words) then trim(words) || ' 23:59:59' else words end, zone)
    """,
    # The 15 characters of a Salesforce id that tell records apart; the last three of 18 repeat their case.
    """
    create or replace temporary macro salesforce_id(words) as
    case when length(trim(words)) = 18 then left(trim(words), 15) else trim(words) end
    """,
    # The path of a URL, without query and fragment; a page's name as it is.
    f"""
    create or replace temporary macro page_path(words) as
    case
        when regexp_matches(words, '{_SCHEME}') or starts_with(words, '/')
        then
            coalesce(
                nullif(regexp_replace(regexp_replace(words, '{_SCHEME}[^/?#]*', ''), '[?#].*$', ''), ''), '/'
            )
        else words
    end
    """,
    f"""
    create or replace temporary macro page_host(words) as
    nullif(regexp_extract(words, '{_SCHEME}(?:[^/?#@]*@)?([^/?#:]*)', 1), '')
    """,
    # JSON object text of a map and a list of {k, v}; where both have a name the list wins, NULLs are left
    # out.
    """
    create or replace temporary macro properties_of(entries, extra) as
    cast(
        to_json(
            map_concat(
                coalesce(extra, map {}),
                map_from_entries(list_filter(entries, lambda entry: entry.v is not null))
            )
        ) as varchar
    )
    """,
    # A text whose e-mail addresses are taken out, those written %40 too.
    f"""
    create or replace temporary macro without_emails(words) as
    case
        when contains(words, '@') or contains(words, '%40')
        then regexp_replace(words, '{_EMAIL}', 'e-mail', 'g')
        else words
    end
    """,
)
