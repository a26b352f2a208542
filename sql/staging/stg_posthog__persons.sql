-- One row per id of a PostHog person: no event, but the keys that are one person. Of an id that moved from
-- one
-- person to another, only the last row of a file counts.
with
    parsed as (
        select
            *,
            texts_of(properties) as known,
            row_number() over (
                partition by distinct_id
                order by
                    try_cast(person_distinct_id_version as bigint) desc nulls last,
                    try_cast(person_version as bigint) desc nulls last,
                    line_number desc
            ) as age
        from raw_posthog__persons
    )
select
    line_number,
    false as is_event,
    case when is_true(is_deleted) then 'deleted' when age > 1 then 'merged' end as skip_reason,
    'person:' || md5(cast([distinct_id, person_id] as varchar)) as event_id,
    instant_of(created_at, 'UTC') as occurred_at,
    created_at as time_text,
    cast(0 as bigint) as sequence,
    'person' as event_name,
    cast(null as varchar) as channel,
    cast(null as varchar) as medium,
    cast(null as varchar) as campaign,
    cast(null as varchar) as device,
    cast(null as varchar) as page,
    cast(null as double) as value,
    cast(null as varchar) as currency,
    cast(null as double) as quantity,
    cast(null as double) as score,
    cast(null as varchar) as score_kind,
    cast(null as double) as sentiment,
    cast(null as varchar) as session_key,
    cast(null as varchar) as touchpoint_hint,
    cast(null as varchar) as body,
    [
        {'identifier_type':'crm', 'identifier_value':'posthog:person:' || person_id},
        {
            'identifier_type':'user',
            'identifier_value': case
                when not regexp_full_match(lower(distinct_id), $made_id) then distinct_id
            end
        },
        {'identifier_type':'anonymous', 'identifier_value':distinct_id},
        {'identifier_type':'email', 'identifier_value':email_of(first_text(known, ['email', '$email']))},
        {'identifier_type':'phone', 'identifier_value':first_text(known, ['phone', '$phone'])}
    ] as identifiers,
    cast(null as varchar) as properties,
    cast(null as varchar) as user_agent,
    cast(null as varchar) as ip,
    cast(null as varchar) as flag,
from parsed
