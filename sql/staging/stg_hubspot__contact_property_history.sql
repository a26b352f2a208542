-- One row per change of a property of a HubSpot contact: a lifecycle stage entered is an event, an e-mail
-- address links, any other change only names its contact.
with
    changes as (
        select *, hubspot_instant(timestamp, $timezone) as act_at, lower(name) as property
        from raw_hubspot__contact_property_history
    )
select
    line_number,
    coalesce(property = 'lifecyclestage' and trim(value) <> '', false) or act_at is null as is_event,
    cast(null as varchar) as skip_reason,
    md5(concat_ws('|', 'hubspot:' || contact_id, name, timestamp, value)) as event_id,
    act_at as occurred_at,
    timestamp as time_text,
    cast(0 as bigint) as sequence,
    case
        when property = 'lifecyclestage' and trim(value) <> ''
        then 'lifecycle: ' || lower(trim(value))
        else 'contact_changed'
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
        {'identifier_type':'crm', 'identifier_value':'hubspot:' || contact_id},
        {'identifier_type':'email', 'identifier_value': case when property = 'email' then value end}
    ] as identifiers,
    properties_of([{'k':'source', 'v':source}], extra) as properties,
    cast(null as varchar) as user_agent,
    cast(null as varchar) as ip,
    cast(null as varchar) as flag,
from changes
