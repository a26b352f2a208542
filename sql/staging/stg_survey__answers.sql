-- One row per answer of a survey: a raw row with a column per scale gives one for each that was answered.
with
    told as (
        select
            *,
            coalesce(
                nullif(regexp_extract(lower(replace(survey, '_', ' ')), '\b(nps|csat|ces|stars)\b', 1), ''),
                cast($score_kind as varchar)
            ) as kind,
            coalesce(nps, csat, ces, stars) is not null and score is null as has_scales
        from raw_survey__answers
    ),
    answers as (
        select *, kind as answer_kind, score as answer
        from told
        where not has_scales
        union all
        select *, 'nps' as answer_kind, nps as answer
        from told
        where has_scales and nps is not null
        union all
        select *, 'csat' as answer_kind, csat as answer
        from told
        where has_scales and csat is not null
        union all
        select *, 'ces' as answer_kind, ces as answer
        from told
        where has_scales and ces is not null
        union all
        select *, 'stars' as answer_kind, stars as answer
        from told
        where has_scales and stars is not null
    ),
    read as (
        select
            *,
            number_of(translate(answer, '٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹', '01234567890123456789')) as number,
            case when answer_kind = 'nps' then 0 else 1 end as lowest,
            case answer_kind when 'nps' then 10 when 'ces' then 7 else 5 end as highest
        from answers
    )
select
    line_number,
    true as is_event,
    case
        when submitted_at like '{"ImportId"%' or lower(response_id) = 'response id'
        then 'header'
        when contains(lower(status), 'preview') or lower(status) in ('test', 'spam')
        then 'test'
        when answer is not null and (number is null or number not between lowest and highest)
        then 'bad_score'
    end as skip_reason,
    case when has_scales then response_id || ':' || answer_kind else response_id end as event_id,
    case
        when regexp_full_match(trim(submitted_at), '\d{9,10}')
        then instant_of_epoch(submitted_at, 1000000)
        else instant_by_day_end(submitted_at, $timezone)
    end as occurred_at,
    submitted_at as time_text,
    cast(0 as bigint) as sequence,
    coalesce(answer_kind, 'survey') || '_answer' as event_name,
    cast(null as varchar) as channel,
    cast(null as varchar) as medium,
    cast(null as varchar) as campaign,
    cast(null as varchar) as device,
    cast(null as varchar) as page,
    cast(null as double) as value,
    cast(null as varchar) as currency,
    cast(null as double) as quantity,
    case when answer_kind is not null then number end as score,
    answer_kind as score_kind,
    cast(null as double) as sentiment,
    cast(null as varchar) as session_key,
    touchpoint as touchpoint_hint,
    comment as body,
    [
        {'identifier_type':'email', 'identifier_value':email},
        {'identifier_type':'user', 'identifier_value':customer_number},
        {'identifier_type':'user', 'identifier_value':user_id},
        {'identifier_type':'phone', 'identifier_value':phone}
    ] as identifiers,
    properties_of(
        [
            {'k':'language', 'v':language},
            {'k':'survey', 'v':survey},
            {'k':'time_precision', 'v': case when is_day(submitted_at) then 'day' end}
        ],
        extra
    ) as properties,
    cast(null as varchar) as user_agent,
    cast(null as varchar) as ip,
    cast(null as varchar) as flag,
from read
