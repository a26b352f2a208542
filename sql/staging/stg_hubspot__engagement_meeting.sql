-- One row per HubSpot meeting, at its start; one that was put off only links.
with
    meetings as (
        select
            *,
            coalesce(start_time, property_hs_timestamp) as act_time,
            replace(upper(trim(meeting_outcome)), ' ', '_') as outcome
        from raw_hubspot__engagement_meeting
    )
select
    line_number,
    coalesce(outcome, '') <> 'RESCHEDULED' as is_event,
    case when is_true(is_deleted) then 'deleted' end as skip_reason,
    'hubspot:engagement:' || engagement_id as event_id,
    hubspot_instant(act_time, $timezone) as occurred_at,
    act_time as time_text,
    cast(0 as bigint) as sequence,
    case
        when outcome = 'NO_SHOW'
        then 'meeting_missed'
        when outcome in ('CANCELED', 'CANCELLED')
        then 'meeting_canceled'
        else 'meeting'
    end as event_name,
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
    nullif(concat_ws(chr(10), title, body), '') as body,
    [
        {'identifier_type':'record', 'identifier_value':'hubspot:engagement:' || engagement_id},
        {'identifier_type':'crm', 'identifier_value':'hubspot:' || hubspot_contact(associated_contact_ids)}
    ] as identifiers,
    properties_of([{'k':'outcome', 'v':lower(outcome)}], extra) as properties,
    cast(null as varchar) as user_agent,
    cast(null as varchar) as ip,
    cast(null as varchar) as flag,
from meetings
