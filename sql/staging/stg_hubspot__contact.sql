-- One row per HubSpot contact: when it was created, and which keys are one person, those merged into it too.
-- Without a time it only links.
with
    contacts as (
        select
            *,
            'hubspot:' || id as contact_key,
            upper(replace(trim(property_hs_analytics_source), ' ', '_')) as source_name,
            string_split(
                concat_ws(';', property_hs_merged_object_ids, property_hs_calculated_merged_vids), ';'
            ) as merged,
            string_split(coalesce(property_hs_additional_emails, ''), ';') as other_emails
        from raw_hubspot__contact
    ),
    keys as (
        select
            *,
            list_transform(
                list_filter(merged, lambda part:trim(part) <> ''),
                lambda part: {
                    'identifier_type':'crm', 'identifier_value':'hubspot:' || trim(split_part(part, ':', 1))
                }
            ) as merged_keys,
            list_transform(
                list_filter(other_emails, lambda part:trim(part) <> ''),
                lambda part: {'identifier_type':'email', 'identifier_value':trim(part)}
            ) as email_keys
        from contacts
    )
select
    line_number,
    property_createdate is not null as is_event,
    case when is_true(is_deleted) then 'deleted' end as skip_reason,
    md5(contact_key || '|contact_created') as event_id,
    hubspot_instant(property_createdate, $timezone) as occurred_at,
    property_createdate as time_text,
    cast(0 as bigint) as sequence,
    'contact_created' as event_name,
    source_name as channel,
    cast(null as varchar) as medium,
    case
        when source_name in ('PAID_SEARCH', 'PAID_SOCIAL', 'EMAIL_MARKETING', 'OTHER_CAMPAIGNS')
        then property_hs_analytics_source_data_1
    end as campaign,
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
    list_concat(
        [
            {'identifier_type':'crm', 'identifier_value':contact_key},
            {'identifier_type':'email', 'identifier_value':property_email},
            {'identifier_type':'phone', 'identifier_value':property_phone},
            {'identifier_type':'phone', 'identifier_value':property_mobilephone},
            {'identifier_type':'user', 'identifier_value':property_customer_number}
        ],
        merged_keys,
        email_keys
    ) as identifiers,
    properties_of(
        [{'k':'lifecycle_stage', 'v':lower(replace(property_lifecyclestage, ' ', ''))}], extra
    ) as properties,
    cast(null as varchar) as user_agent,
    cast(null as varchar) as ip,
    cast(null as varchar) as flag,
from keys
