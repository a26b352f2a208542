-- One row per change of a property of a HubSpot ticket: a stage entered is an event, any other change only
-- links.
with
    changes as (
        select *, hubspot_instant(timestamp, $timezone) as act_at from raw_hubspot__ticket_property_history
    )
select
    line_number,
    coalesce(lower(name) = 'hs_pipeline_stage' and trim(value) <> '', false) or act_at is null as is_event,
    cast(null as varchar) as skip_reason,
    concat_ws(':', 'hubspot:ticket', ticket_id, md5(concat_ws('|', name, timestamp, value))) as event_id,
    act_at as occurred_at,
    timestamp as time_text,
    cast(1 as bigint) as sequence,
    case
        when lower(name) = 'hs_pipeline_stage' then 'ticket_stage: ' || trim(value) else 'ticket_changed'
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
    cast(null as varchar) as body,
    [{'identifier_type':'record', 'identifier_value':'hubspot:ticket:' || ticket_id}] as identifiers,
    properties_of(
        [
            {'k':'stage', 'v': case when lower(name) = 'hs_pipeline_stage' then trim(value) end},
            {'k':'source', 'v':source}
        ],
        extra
    ) as properties,
    cast(null as varchar) as user_agent,
    cast(null as varchar) as ip,
    cast(null as varchar) as flag,
from changes
