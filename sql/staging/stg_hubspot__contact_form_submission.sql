-- One row per form that a HubSpot contact filled in.
select
    line_number,
    true as is_event,
    cast(null as varchar) as skip_reason,
    coalesce(
        'hubspot:form:' || conversion_id, md5(concat_ws('|', 'hubspot:form', contact_id, form_id, timestamp))
    ) as event_id,
    hubspot_instant(timestamp, $timezone) as occurred_at,
    timestamp as time_text,
    cast(0 as bigint) as sequence,
    'form_submitted' as event_name,
    url_parameter(page_url, 'utm_source') as channel,
    url_parameter(page_url, 'utm_medium') as medium,
    url_parameter(page_url, 'utm_campaign') as campaign,
    cast(null as varchar) as device,
    page_path(page_url) as page,
    cast(null as double) as value,
    cast(null as varchar) as currency,
    cast(null as double) as quantity,
    cast(null as double) as score,
    cast(null as varchar) as score_kind,
    cast(null as double) as sentiment,
    cast(null as varchar) as session_key,
    cast(null as varchar) as touchpoint_hint,
    cast(null as varchar) as body,
    [{'identifier_type':'crm', 'identifier_value':'hubspot:' || contact_id}] as identifiers,
    properties_of(
        [{'k':'form_id', 'v':form_id}, {'k':'form', 'v':title}, {'k':'page_host', 'v':page_host(page_url)}],
        extra
    ) as properties,
    cast(null as varchar) as user_agent,
    cast(null as varchar) as ip,
    cast(null as varchar) as flag,
from raw_hubspot__contact_form_submission
