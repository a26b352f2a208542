-- One row per act of a HubSpot deal: it was created, and it was won or lost.
with
    deals as (
        select
            *,
            'hubspot:deal:' || deal_id as deal_key,
            is_true(property_hs_is_closed_won)
            or coalesce(lower(deal_pipeline_stage_id) = 'closedwon', false) as is_won,
            is_true(property_hs_is_closed)
            or coalesce(lower(deal_pipeline_stage_id) = 'closedlost', false) as is_closed
        from raw_hubspot__deal
    ),
    acts as (
        select *, 'deal_created' as act, property_createdate as act_time
        from deals
        union all
        select *, case when is_won then 'deal_won' else 'deal_lost' end as act, property_closedate as act_time
        from deals
        where (is_won or is_closed) and property_closedate is not null and not is_true(is_deleted)
    )
select
    line_number,
    true as is_event,
    case when is_true(is_deleted) then 'deleted' end as skip_reason,
    deal_key || case when act = 'deal_created' then ':created' else ':closed' end as event_id,
    hubspot_instant(act_time, $timezone) as occurred_at,
    act_time as time_text,
    cast(act <> 'deal_created' as bigint) * 2 as sequence,
    act as event_name,
    upper(replace(trim(property_hs_analytics_source), ' ', '_')) as channel,
    cast(null as varchar) as medium,
    cast(null as varchar) as campaign,
    cast(null as varchar) as device,
    cast(null as varchar) as page,
    case when act = 'deal_won' then number_of(property_amount) end as value,
    coalesce(property_deal_currency_code, cast($currency as varchar)) as currency,
    cast(null as double) as quantity,
    cast(null as double) as score,
    cast(null as varchar) as score_kind,
    cast(null as double) as sentiment,
    cast(null as varchar) as session_key,
    cast(null as varchar) as touchpoint_hint,
    cast(null as varchar) as body,
    [
        {'identifier_type':'record', 'identifier_value':deal_key},
        {'identifier_type':'crm', 'identifier_value':'hubspot:' || hubspot_contact(associated_contact_ids)}
    ] as identifiers,
    properties_of(
        [
            {'k':'pipeline', 'v':deal_pipeline_id},
            {'k':'stage', 'v':deal_pipeline_stage_id},
            {'k':'time_precision', 'v': case when is_day(act_time) then 'day' end}
        ],
        extra
    ) as properties,
    cast(null as varchar) as user_agent,
    cast(null as varchar) as ip,
    cast(null as varchar) as flag,
from acts
