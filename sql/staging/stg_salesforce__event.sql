-- One row per Salesforce event, which is a meeting in a calendar.
with
    meetings as (
        select
            *, coalesce(start_date_time, activity_date_time, day_of(activity_date), created_date) as act_time
        from raw_salesforce__event
    )
select
    line_number,
    true as is_event,
    case when is_true(is_deleted) then 'deleted' end as skip_reason,
    'salesforce:event:' || salesforce_id(id) as event_id,
    instant_by_day_end(act_time, $timezone) as occurred_at,
    act_time as time_text,
    cast(0 as bigint) as sequence,
    case when lower(type) = 'call' then 'event_call' else 'event_meeting' end as event_name,
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
    nullif(concat_ws(chr(10), subject, description), '') as body,
    [
        {
            'identifier_type':'crm',
            'identifier_value': case
                when starts_with(who_id, '00Q') or starts_with(who_id, '003')
                then 'salesforce:' || salesforce_id(who_id)
            end
        },
        {
            'identifier_type':'record',
            'identifier_value': case
                when starts_with(what_id, '006') then 'salesforce:opportunity:' || salesforce_id(what_id)
            end
        }
    ] as identifiers,
    properties_of(
        [
            {'k':'type', 'v':type},
            {'k':'minutes', 'v':duration_in_minutes},
            {'k':'time_precision', 'v': case when is_day(act_time) then 'day' end}
        ],
        extra
    ) as properties,
    cast(null as varchar) as user_agent,
    cast(null as varchar) as ip,
    cast(null as varchar) as flag,
from meetings
