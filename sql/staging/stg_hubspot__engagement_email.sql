-- One row per e-mail between a HubSpot contact and the team; one that was not sent only links.
with
    emails as (
        select *, upper(coalesce(property_hs_email_direction, type, 'EMAIL')) as direction
        from raw_hubspot__engagement_email
    )
select
    line_number,
    coalesce(upper(property_hs_email_status), 'SENT') not in ('SCHEDULED', 'SENDING', 'FAILED') as is_event,
    case when is_true(is_deleted) then 'deleted' end as skip_reason,
    'hubspot:engagement:' || engagement_id as event_id,
    hubspot_instant(property_hs_timestamp, $timezone) as occurred_at,
    property_hs_timestamp as time_text,
    cast(0 as bigint) as sequence,
    case
        direction
        when 'INCOMING_EMAIL'
        then 'email_incoming'
        when 'FORWARDED_EMAIL'
        then 'email_forwarded'
        else 'email_outgoing'
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
    nullif(concat_ws(chr(10), property_hs_email_subject, property_hs_email_text), '') as body,
    [
        {'identifier_type':'record', 'identifier_value':'hubspot:engagement:' || engagement_id},
        {'identifier_type':'crm', 'identifier_value':'hubspot:' || hubspot_contact(associated_contact_ids)}
    ] as identifiers,
    properties_of([{'k':'status', 'v':lower(property_hs_email_status)}], extra) as properties,
    cast(null as varchar) as user_agent,
    cast(null as varchar) as ip,
    cast(null as varchar) as flag,
from emails
