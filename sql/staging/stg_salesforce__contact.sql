-- One row per Salesforce contact: when it was created, and which keys are one person. Without a time it
-- only links.
with
    contacts as (
        select
            *,
            'salesforce:' || salesforce_id(id) as contact_key,
            is_true(is_deleted) and master_record_id is not null as is_merged
        from raw_salesforce__contact
    )
select
    line_number,
    not is_merged and created_date is not null as is_event,
    case when is_true(is_deleted) and not is_merged then 'deleted' end as skip_reason,
    md5(contact_key || '|contact_created') as event_id,
    instant_by_day_end(created_date, $timezone) as occurred_at,
    created_date as time_text,
    cast(0 as bigint) as sequence,
    'contact_created' as event_name,
    coalesce(utm_source, lead_source) as channel,
    utm_medium as medium,
    utm_campaign as campaign,
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
        {'identifier_type':'crm', 'identifier_value':contact_key},
        {'identifier_type':'crm', 'identifier_value':'salesforce:' || salesforce_id(master_record_id)},
        {'identifier_type':'email', 'identifier_value':email},
        {'identifier_type':'phone', 'identifier_value':phone},
        {'identifier_type':'phone', 'identifier_value':mobile_phone},
        {'identifier_type':'user', 'identifier_value':customer_number}
    ] as identifiers,
    properties_of([{'k':'lead_source', 'v':lead_source}], extra) as properties,
    cast(null as varchar) as user_agent,
    cast(null as varchar) as ip,
    cast(null as varchar) as flag,
from contacts
