-- One row per HubSpot call, at the time of the call.
select
    line_number,
    true as is_event,
    case when is_true(is_deleted) then 'deleted' end as skip_reason,
    'hubspot:engagement:' || engagement_id as event_id,
    hubspot_instant(property_hs_timestamp, $timezone) as occurred_at,
    property_hs_timestamp as time_text,
    cast(0 as bigint) as sequence,
    'call' as event_name,
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
    nullif(concat_ws(chr(10), property_hs_call_title, property_hs_call_body), '') as body,
    [
        {'identifier_type':'record', 'identifier_value':'hubspot:engagement:' || engagement_id},
        {'identifier_type':'crm', 'identifier_value':'hubspot:' || hubspot_contact(associated_contact_ids)}
    ] as identifiers,
    properties_of(
        [
            {'k':'direction', 'v':lower(property_hs_call_direction)},
            {'k':'status', 'v':lower(property_hs_call_status)},
            {
                'k':'call_seconds',
                'v':cast(cast(round(number_of(property_hs_call_duration) / 1000) as bigint) as varchar)
            }
        ],
        extra
    ) as properties,
    cast(null as varchar) as user_agent,
    cast(null as varchar) as ip,
    cast(null as varchar) as flag,
from raw_hubspot__engagement_call
