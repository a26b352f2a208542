"""Small named functions that the staging models share, as DuckDB macros: times, numbers, pages and properties
from text.

Another engine gives functions of the same names and the same meaning. None reads a table. A connection gets
each when a statement first calls it, since making them all takes longer than most statements.
"""

from __future__ import annotations

import re
from functools import lru_cache

from journeymine.personal import PERSONAL, THING

_DAY = r"\d{4}-\d{2}-\d{2}"
_CLOCK = r"[Tt ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?"
_OFFSET = r" ?(?:[Zz]|UTC|GMT|[+-]\d{2}(?::?\d{2})?)"
_WORD = r"""[^\s"'<>()\[\]{},;:/?&=@%\\|]"""
_EMAIL = rf"{_WORD}+(?:@|%40){_WORD}+\.{_WORD}+".replace("'", "''")
_SCHEME = r"^(?:[A-Za-z][A-Za-z0-9+.-]*:)?//"

FUNCTIONS: tuple[str, ...] = (
    # Values of typed columns as text, to the letter as sources/tabular.py writes them: whole numbers and yes
    # or no, floating-point numbers (an error where it would write one otherwise), and times.
    "create or replace temporary macro text_of_plain(x) as cast(x as varchar)",
    f"""
    create or replace temporary macro text_of_float(x) as
    case
        when x = trunc(x) and abs(x) < {2**53}
        then cast(cast(x as bigint) as varchar)
        when abs(x) >= 0.0001 and abs(x) < 1e10
        then cast(x as varchar)
        when isfinite(x)
        then error('a number that is written otherwise')
    end
    """,
    """
    create or replace temporary macro text_of_instant(x) as strftime(x, '%Y-%m-%d %H:%M:%S.%fZ')
    """,
    """
    create or replace temporary macro text_of_clock(x) as strftime(x, '%Y-%m-%d %H:%M:%S.%f')
    """,
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
    # ISO 8601 time. The common form is told first, for that costs a third of what the others do.
    # The list of one is DuckDB's way to work a value out once and use it several times.
    r"""
    create or replace temporary macro instant_of(words, zone) as
    case
        when
            regexp_full_match(
                words,
                '[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?Z'
            )
        then try_cast(words as timestamptz)
        when has_offset(words)
        then
            try_cast(
                replace(regexp_replace(regexp_replace(upper(trim(words)), ' ?(Z|UTC|GMT)$', 'Z'), ' ([+-])',
                '\1'), ',', '.')
                as timestamptz
            )
        else
            list_extract(
                list_transform([local_time_of(words)], lambda clock: local_instant(clock, cast(zone as
                varchar))), 1
            )
    end
    """,
    # Whether an instant is one that ISO 8601 text can name, with a year of four digits.
    """
    create or replace temporary macro is_told_in_text(instant) as
    instant >= timestamptz '0001-01-01 00:00:00+00' and instant < timestamptz '10000-01-01 00:00:00+00'
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
    # The instant of a HubSpot time: ISO 8601, also where a spreadsheet cut the hour's zero off, else
    # milliseconds since 1970.
    r"""
    create or replace temporary macro hubspot_instant(words, zone) as
    coalesce(
        instant_by_day_end(
            regexp_replace(trim(words), '^(\d{4}-\d{2}-\d{2}) (\d:)', '\1 0\2'), zone
        ),
        instant_of_epoch(trim(words), 1000)
    )
    """,
    # The first contact of a HubSpot record: ids separated by ;, or the API's object of associations.
    r"""
    create or replace temporary macro hubspot_contact(words) as
    nullif(
        case
            when starts_with(words, '{')
            then regexp_extract(words, '"contact(?:s|Ids)"\s*:[^0-9\]]*([0-9]+)', 1)
            else regexp_extract(words, '[0-9]+')
        end, ''
    )
    """,
    # The path of a URL, without query and fragment; a page's name as it is. Most are paths already, which no
    # regular expression need look at.
    f"""
    create or replace temporary macro page_path(words) as
    case
        when not contains(words, '//') and not contains(words, '?') and not contains(words, '#')
        then words
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
    # Percent escapes of a URL as the characters that they stand for; what is no UTF-8 stays as it is.
    r"""
    create or replace temporary macro url_text(words) as
    regexp_replace(
        coalesce(try(url_decode(replace(words, '+', ' '))), words), '[\x00-\x1f\x7f]', '', 'g'
    )
    """,
    # The value of a parameter in a URL's query, the first of several; NULL where absent or empty.
    r"""
    create or replace temporary macro url_parameter(words, name) as
    case
        when contains(words, name || '=')
        then
            nullif(
                url_text(
                    regexp_extract(words, '^[^#?]*\?(?:[^#]*?&)??' || regexp_escape(name) || '=([^&#]*)', 1)
                ), ''
            )
    end
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
    # The members of a JSON object by name, as texts; nested ones as JSON text, empty ones left out. NULL for
    # anything else.
    """
    create or replace temporary macro texts_of(words) as
    map_from_entries(
        list_filter(
            map_entries(try(json_transform(words, '"MAP(VARCHAR, VARCHAR)"'))),
            lambda entry: entry.value <> ''
        )
    )
    """,
    # The pseudonym of a customer: of the identifier that names it, and of the session where that is a kiosk.
    """
    create or replace temporary macro customer_name(kind, key, session_name) as
    left(md5(kind || ':' || key || coalesce('/' || session_name, '')), 20)
    """,
    # The first of some members that is told.
    """
    create or replace temporary macro first_text(texts, names) as
    list_any_value(list_transform(names, lambda name: map_extract_value(texts, name)))
    """,
    # A text that is an e-mail address and nothing else.
    f"""
    create or replace temporary macro email_of(words) as
    case when regexp_full_match(trim(words), '{_EMAIL}') then trim(words) end
    """,
    # Whether a member's name says that it holds personal data, free text or an address of the web: as the
    # readers judge a column.
    rf"""
    create or replace temporary macro is_personal_name(words) as
    list_extract(
        list_transform(
            [
                regexp_replace(
                    lower(regexp_replace(words, '([a-z0-9])([A-Z])', '\1_\2', 'g')),
                    '[\s.$()\[\]-]+', '_', 'g'
                )
            ],
            lambda plain: regexp_matches(plain, '{PERSONAL}') and not regexp_matches(plain, '{THING}')
        ), 1
    )
    """,
    # Of the members of an object those that become properties: the ones that `keep` lists, or, where it is
    # NULL, all that are neither in `unkept`, nor personal by name, nor nested, nor a URL.
    f"""
    create or replace temporary macro kept_texts(texts, keep, unkept) as
    map_from_entries(
        list_filter(
            map_entries(texts),
            lambda entry: case
                when cast(keep as varchar[]) is not null
                then list_contains(cast(keep as varchar[]), entry.key)
                else
                    not list_contains(cast(unkept as varchar[]), entry.key)
                    and not regexp_matches(entry.value, '^(\\{{|\\[\\{{)|{_SCHEME}')
                    and not is_personal_name(entry.key)
            end
        )
    )
    """,
    # Where a visit came from: the campaign that is told, else the URL's, else Google's advert by its click
    # id, else the vendor's word that nobody sent it. NULL where nothing says.
    """
    create or replace temporary macro traffic_of(told, url, referrer) as
    case
        when coalesce(nullif(told.source, ''), nullif(told.medium, ''), nullif(told.name, '')) is not null
        then
            {
                'channel':nullif(told.source, ''),
                'medium':nullif(told.medium, ''),
                'campaign':nullif(told.name, '')
            }
        when coalesce(url_parameter(url, 'utm_source'), url_parameter(url, 'utm_medium')) is not null
        then
            {
                'channel':url_parameter(url, 'utm_source'),
                'medium':url_parameter(url, 'utm_medium'),
                'campaign':url_parameter(url, 'utm_campaign')
            }
        when url_parameter(url, 'gclid') is not null
        then {'channel':'google', 'medium':'cpc', 'campaign':cast(null as varchar)}
        when referrer = '$direct'
        then {'channel':'(direct)', 'medium':cast(null as varchar), 'campaign':cast(null as varchar)}
    end
    """,
    # The products of a purchase, from JSON text of a list.
    """
    create or replace temporary macro products_of(words) as
    try(json_transform(words, '[{"product_id":"VARCHAR","sku":"VARCHAR","quantity":"VARCHAR"}]'))
    """,
    # Their ids as one text; NULL where there are none.
    """
    create or replace temporary macro product_ids(products) as
    nullif(array_to_string(list_transform(products, lambda one: coalesce(one.product_id, one.sku)), ','), '')
    """,
    # How many pieces they are; one where it is not told.
    """
    create or replace temporary macro piece_count(products) as
    list_sum(list_transform(products, lambda one: coalesce(number_of(one.quantity), 1)))
    """,
    # Whether an event puts one product into a cart or takes it out, by the common e-commerce specification.
    """
    create or replace temporary macro is_cart_step(name) as
    coalesce(replace(lower(name), '_', ' ') in ('product added', 'product removed'), false)
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

_CALL = re.compile(r"\b([a-z_]+) ?\(")
_BY_NAME = {_CALL.findall(statement)[0]: statement for statement in FUNCTIONS}


@lru_cache(maxsize=2048)
def functions_of(sql: str) -> tuple[str, ...]:
    """The statements of FUNCTIONS that make what a statement calls, each after those that it calls itself."""
    made: dict[str, None] = {}
    for name in dict.fromkeys(_CALL.findall(sql)):
        if statement := _BY_NAME.get(name):
            body = statement.split(" as", maxsplit=1)[1]
            made.update(dict.fromkeys((*functions_of(body), statement)))
    return tuple(made)
