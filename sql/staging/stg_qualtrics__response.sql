-- One row per scored answer of a Qualtrics response, and one of a response without any.
with
    header as (
        select
            min(line_number) as last_line,
            arg_min(
                json_extract_string(coalesce(recorded_date, end_date), '$.timeZone'), line_number
            ) as zone,
            arg_min(extra, line_number) as imports
        from raw_qualtrics__response
        where regexp_matches(coalesce(recorded_date, response_id), '^\s*\{\s*"ImportId"')
    ),
    clock as (
        select case when zone in (select name from pg_timezone_names()) then zone end as header_zone
        from header
    ),
    columns_of as (
        select
            line_number,
            list_transform(
                map_entries(extra),
                lambda e: {
                    'name':e.key,
                    'value':e.value,
                    'import':json_extract_string(header.imports[e.key], '$.ImportId')
                }
            ) as entries
        from raw_qualtrics__response
        cross join header
    ),
    texts as (
        select
            line_number,
            list_filter(
                entries,
                lambda e:suffix(coalesce(e.import, e.name), '_TEXT')
                or suffix(e.name, '_TEXT')
                or (length(e.value) > 80 and regexp_matches(coalesce(e.import, e.name), '^Q(ID)?[0-9]'))
            ) as texts
        from columns_of
    ),
    told as (
        select
            raw.* exclude (extra),
            raw.line_number <= coalesce(header.last_line, 0)
            or regexp_matches(response_id, '(?i)^\s*(response ?id$|\{\s*"ImportId")') as is_header,
            coalesce(
                clock.header_zone,
                case when _fivetran_synced is not null then 'UTC' end,
                cast($timezone as varchar)
            ) as zone,
            coalesce(end_date, recorded_date) as act_time,
            try_cast(status as integer) as status_code,
            lower(concat_ws(' ', status, distribution_channel)) as status_words,
            nullif(
                concat_ws(
                    chr(10),
                    comment,
                    nullif(array_to_string(list_transform(texts.texts, lambda e:e.value), chr(10)), '')
                ),
                ''
            ) as words,
            map_from_entries(
                list_filter(
                    map_entries(coalesce(raw.extra, map{})),
                    lambda e: not list_contains(list_transform(texts.texts, lambda t:t.name), e.key)
                )
            ) as extra,
            list_concat(
                list_transform(
                    list_filter(map_keys(coalesce(raw.extra, map{})), lambda k:suffix(k, '_NPS_GROUP')),
                    lambda k: {
                        'kind':'nps',
                        'question':regexp_replace(k, '_NPS_GROUP$', ''),
                        'answer':raw.extra[regexp_replace(k, '_NPS_GROUP$', '')]
                    }
                ),
                [
                    {'kind':'nps', 'question':'nps', 'answer':nps},
                    {'kind':'csat', 'question':'csat', 'answer':csat},
                    {'kind':'ces', 'question':'ces', 'answer':ces},
                    {'kind':'stars', 'question':'stars', 'answer':stars},
                    {
                        'kind':cast($score_kind as varchar),
                        'question':'score',
                        'answer': case when cast($score_kind as varchar) is not null then score end
                    }
                ]
            ) as asked
        from raw_qualtrics__response as raw
        inner join texts on texts.line_number = raw.line_number
        cross join header
        cross join clock
    ),
    given as (
        select *, list_filter(asked, lambda a:a.answer is not null and not is_header) as scored from told
    ),
    answered as (
        select
            *,
            case
                when len(scored) > 0 then scored else [{'kind':null, 'question':null, 'answer':null}]
            end as given
        from given
    ),
    answers as (select *, unnest(given) as one, generate_subscripts(given, 1) as place from answered),
    read as (
        select
            *,
            number_of(translate(one.answer, '٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹', '01234567890123456789')) as number,
            case when one.kind = 'nps' then 0 else 1 end as lowest,
            case one.kind when 'nps' then 10 when 'ces' then 7 else 5 end as highest
        from answers
    )
select
    line_number,
    true as is_event,
    case
        when is_header
        then 'header'
        when is_true(_fivetran_deleted)
        then 'deleted'
        when one.answer is not null and (number is null or number not between lowest and highest)
        then 'bad_score'
    end as skip_reason,
    concat_ws(':', response_id, one.question) as event_id,
    instant_of(act_time, zone) as occurred_at,
    act_time as time_text,
    cast(place - 1 as bigint) as sequence,
    case
        when one.kind is not null
        then one.kind || '_answer'
        when finished is null or is_true(finished)
        then 'survey_answer'
        else 'unfinished_answer'
    end as event_name,
    distribution_channel as channel,
    cast(null as varchar) as medium,
    cast(null as varchar) as campaign,
    cast(null as varchar) as device,
    cast(null as varchar) as page,
    cast(null as double) as value,
    cast(null as varchar) as currency,
    cast(null as double) as quantity,
    number as score,
    one.kind as score_kind,
    cast(null as double) as sentiment,
    cast(null as varchar) as session_key,
    touchpoint as touchpoint_hint,
    case when place = 1 then words end as body,
    [
        {'identifier_type':'email', 'identifier_value':recipient_email},
        {'identifier_type':'user', 'identifier_value':external_reference},
        {'identifier_type':'phone', 'identifier_value':recipient_phone},
        {'identifier_type':'record', 'identifier_value':'qualtrics:response:' || response_id}
    ] as identifiers,
    properties_of(
        [
            {'k':'language', 'v':lower(user_language)},
            {'k':'survey_id', 'v':survey_id},
            {'k':'question', 'v':one.question},
            {'k':'distribution_channel', 'v':distribution_channel},
            {'k':'progress', 'v': case when not is_true(finished) then progress end},
            {'k':'duration_seconds', 'v':duration}
        ],
        extra
    ) as properties,
    cast(null as varchar) as user_agent,
    ip_address as ip,
    case
        when regexp_matches(status_words, '\b(preview|test)\b') or status_code & 3 > 0
        then 'test'
        when contains(status_words, 'spam') or status_code & 8 > 0
        then 'bot'
    end as flag
from read
