-- One row per act of a Salesforce opportunity: it was created; and it was closed, where no history file
-- tells its stages.
with
    opportunities as (
        select *, 'salesforce:opportunity:' || salesforce_id(id) as opportunity_key
        from raw_salesforce__opportunity
    ),
    acts as (
        select *, 'opportunity_created' as act, created_date as act_time
        from opportunities
        union all
        select *, 'opportunity_stage: ' || stage_name as act, day_of(close_date) as act_time
        from opportunities
        where is_true(is_closed) and not is_true(is_deleted) and not $has_any_history
    )
select
    line_number,
    true as is_event,
    case when is_true(is_deleted) then 'deleted' end as skip_reason,
    case
        when act = 'opportunity_created' then opportunity_key || ':created' else opportunity_key || ':closed'
    end as event_id,
    instant_by_day_end(act_time, $timezone) as occurred_at,
    act_time as time_text,
    cast(act <> 'opportunity_created' as bigint) as sequence,
    act as event_name,
    lead_source as channel,
    cast(null as varchar) as medium,
    salesforce_id(campaign_id) as campaign,
    cast(null as varchar) as device,
    cast(null as varchar) as page,
    case when act <> 'opportunity_created' and is_true(is_won) then number_of(amount) end as value,
    coalesce(currency_iso_code, cast($currency as varchar)) as currency,
    cast(null as double) as quantity,
    cast(null as double) as score,
    cast(null as varchar) as score_kind,
    cast(null as double) as sentiment,
    cast(null as varchar) as session_key,
    cast(null as varchar) as touchpoint_hint,
    cast(null as varchar) as body,
    [
        {'identifier_type':'record', 'identifier_value':opportunity_key},
        {'identifier_type':'crm', 'identifier_value':'salesforce:' || salesforce_id(contact_id)}
    ] as identifiers,
    properties_of(
        [
            {'k':'stage', 'v': case when act <> 'opportunity_created' then stage_name end},
            {'k':'time_precision', 'v': case when is_day(act_time) then 'day' end}
        ],
        extra
    ) as properties,
    cast(null as varchar) as user_agent,
    cast(null as varchar) as ip,
    cast(null as varchar) as flag,
from acts
