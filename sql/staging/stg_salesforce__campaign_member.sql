-- One row per act of a Salesforce campaign member: the campaign was sent, and it was answered on some day.
with
    members as (
        select
            *,
            'salesforce:campaign_member:' || salesforce_id(id) as member_key,
            'campaign_member_'
            || regexp_replace(lower(trim(coalesce(status, 'sent'))), '[^a-z0-9]+', '_', 'g') as status_name,
            is_true(has_responded) and first_responded_date is not null as is_answered
        from raw_salesforce__campaign_member
    ),
    acts as (
        select
            *,
            'sent' as act,
            case when is_answered then 'campaign_member_sent' else status_name end as act_name,
            created_date as act_time
        from members
        union all
        select *, 'answered' as act, status_name as act_name, day_of(first_responded_date) as act_time
        from members
        where is_answered and not is_true(is_deleted)
    )
select
    line_number,
    true as is_event,
    case when is_true(is_deleted) then 'deleted' end as skip_reason,
    member_key || ':' || act as event_id,
    instant_by_day_end(act_time, $timezone) as occurred_at,
    act_time as time_text,
    cast(act = 'answered' as bigint) as sequence,
    act_name as event_name,
    cast(null as varchar) as channel,
    cast(null as varchar) as medium,
    coalesce(campaign_name, salesforce_id(campaign_id)) as campaign,
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
        {'identifier_type':'crm', 'identifier_value':'salesforce:' || salesforce_id(contact_id)},
        {'identifier_type':'crm', 'identifier_value':'salesforce:' || salesforce_id(lead_id)}
    ] as identifiers,
    properties_of(
        [
            {'k':'status', 'v':status},
            {'k':'campaign_id', 'v':salesforce_id(campaign_id)},
            {'k':'time_precision', 'v': case when is_day(act_time) then 'day' end}
        ],
        extra
    ) as properties,
    cast(null as varchar) as user_agent,
    cast(null as varchar) as ip,
    cast(null as varchar) as flag,
from acts
