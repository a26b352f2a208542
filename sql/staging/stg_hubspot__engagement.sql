-- One row per HubSpot activity: an event where it has a time and no file of its kind tells more of it.
-- Notes and tasks are the team's own.
with
    kinds as (
        select
            *,
            case
                when upper(type) in ('CALL', 'MEETING')
                then lower(type)
                when upper(type) in ('EMAIL', 'INCOMING_EMAIL', 'FORWARDED_EMAIL')
                then 'email'
                when upper(type) in ('COMMUNICATION', 'SMS', 'WHATS_APP', 'LINKEDIN_MESSAGE')
                then 'communication'
            end as kind
        from raw_hubspot__engagement
    )
select
    line_number,
    property_hs_timestamp is not null and not contains($engagement_details, coalesce(kind, '-')) as is_event,
    case
        when is_true(is_deleted) then 'deleted' when upper(type) in ('NOTE', 'TASK') then 'internal'
    end as skip_reason,
    'hubspot:engagement:' || engagement_id as event_id,
    hubspot_instant(property_hs_timestamp, $timezone) as occurred_at,
    property_hs_timestamp as time_text,
    cast(0 as bigint) as sequence,
    case
        when upper(type) = 'EMAIL'
        then 'email_outgoing'
        when upper(type) = 'INCOMING_EMAIL'
        then 'email_incoming'
        when upper(type) = 'FORWARDED_EMAIL'
        then 'email_forwarded'
        when kind = 'communication'
        then 'message'
        else coalesce(kind, 'engagement_' || lower(type))
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
    [
        {'identifier_type':'record', 'identifier_value':'hubspot:engagement:' || engagement_id},
        {'identifier_type':'crm', 'identifier_value':'hubspot:' || hubspot_contact(associated_contact_ids)}
    ] as identifiers,
    properties_of([{'k':'type', 'v':lower(type)}], extra) as properties,
    cast(null as varchar) as user_agent,
    cast(null as varchar) as ip,
    cast(null as varchar) as flag,
from kinds
