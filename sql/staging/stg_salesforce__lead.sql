-- One row per act of a Salesforce lead: it was created, and it was converted. A merged lead only links.
with
    leads as (
        select
            *,
            'salesforce:' || salesforce_id(id) as lead_key,
            is_true(is_deleted) and master_record_id is not null as is_merged
        from raw_salesforce__lead
    ),
    acts as (
        select *, 'lead_created' as act, created_date as act_time
        from leads
        union all
        select *, 'lead_converted' as act, day_of(converted_date) as act_time
        from leads
        where is_true(is_converted) and converted_date is not null and not is_true(is_deleted)
    )
select
    line_number,
    not is_merged as is_event,
    case when is_true(is_deleted) and not is_merged then 'deleted' end as skip_reason,
    md5(lead_key || '|' || act) as event_id,
    instant_by_day_end(act_time, $timezone) as occurred_at,
    act_time as time_text,
    cast(act = 'lead_converted' as bigint) as sequence,
    act as event_name,
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
        {'identifier_type':'crm', 'identifier_value':lead_key},
        {'identifier_type':'crm', 'identifier_value':'salesforce:' || salesforce_id(master_record_id)},
        {'identifier_type':'crm', 'identifier_value':'salesforce:' || salesforce_id(converted_contact_id)},
        {'identifier_type':'email', 'identifier_value':email},
        {'identifier_type':'phone', 'identifier_value':phone},
        {'identifier_type':'phone', 'identifier_value':mobile_phone},
        {'identifier_type':'user', 'identifier_value':customer_number},
        {
            'identifier_type':'record',
            'identifier_value':'salesforce:opportunity:' || salesforce_id(converted_opportunity_id)
        }
    ] as identifiers,
    properties_of(
        [
            {'k':'status', 'v':status},
            {'k':'lead_source', 'v':lead_source},
            {'k':'time_precision', 'v': case when is_day(act_time) then 'day' end}
        ],
        extra
    ) as properties,
    cast(null as varchar) as user_agent,
    cast(null as varchar) as ip,
    cast(null as varchar) as flag,
from acts
