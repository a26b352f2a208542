-- One row per row of a mapped table.
select
    line_number,
    true as is_event,
    cast(null as varchar) as skip_reason,
    event_id,
    case
        when is_told_in_text(instant)
        then instant
        when $time_scale is not null
        then instant_of_epoch(time, $time_scale)
        when $time_format is not null
        then instant_of(cast(try_strptime(trim(time), $time_format) as varchar), $timezone)
        else instant_of(time, $timezone)
    end as occurred_at,
    case when not coalesce(is_told_in_text(instant), false) then coalesce(time, cast(instant as varchar)) end
    as time_text,
    coalesce(try_cast(sequence as bigint), 0) as sequence,
    event as event_name,
    channel,
    medium,
    campaign,
    device,
    page_path(page) as page,
    case
        when len(value_factors) > 0
        then list_reduce(list_transform(value_factors, lambda factor:number_of(factor)), lambda a, b:a * b)
    end as value,
    coalesce(currency, cast($currency as varchar)) as currency,
    number_of(quantity) as quantity,
    number_of(score) as score,
    case when number_of(score) is not null then cast($score_kind as varchar) end as score_kind,
    number_of(sentiment) as sentiment,
    session as session_key,
    touchpoint as touchpoint_hint,
    body,
    flatten(
        [
            list_transform(user_keys, lambda key: {'identifier_type':'user', 'identifier_value':key}),
            list_transform(crm_keys, lambda key: {'identifier_type':'crm', 'identifier_value':key}),
            list_transform(email_keys, lambda key: {'identifier_type':'email', 'identifier_value':key}),
            list_transform(phone_keys, lambda key: {'identifier_type':'phone', 'identifier_value':key}),
            list_transform(
                anonymous_keys, lambda key: {'identifier_type':'anonymous', 'identifier_value':key}
            )
        ]
    ) as identifiers,
    properties_of([{'k':'none', 'v':cast(null as varchar)}], extra) as properties,
    user_agent,
    ip,
    cast(null as varchar) as flag,
from raw_table__events
