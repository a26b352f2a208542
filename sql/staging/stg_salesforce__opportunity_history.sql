-- One row per row of a Salesforce opportunity's history: a stage entered, or a change of something else,
-- which only links.
with
    history as (
        select
            *,
            'salesforce:opportunity:' || salesforce_id(
                coalesce(opportunity_id, case when starts_with(id, '006') then id end)
            ) as opportunity_key,
            coalesce(valid_from, created_date) as act_time,
            instant_by_day_end(coalesce(valid_from, created_date), $timezone) as act_at,
            is_true(is_won)
            or coalesce(forecast_category = 'Closed', false)
            or coalesce(contains(lower(stage_name), 'won'), false) as is_won_stage
        from raw_salesforce__opportunity_history
    ),
    versions as (select distinct opportunity_key, id, act_time, act_at, stage_name from history),
    changes as (
        select
            *,
            lag(stage_name) over (
                partition by opportunity_key order by act_at, id, act_time, stage_name
            ) as stage_before
        from versions
    ),
    compared as (
        select
            history.*,
            history.stage_name is distinct from changes.stage_before or history.act_at is null as is_stage
        from history
        inner join
            changes
            on changes.opportunity_key is not distinct from history.opportunity_key
            and changes.id is not distinct from history.id
            and changes.act_time is not distinct from history.act_time
            and changes.stage_name is not distinct from history.stage_name
    )
select
    line_number,
    is_stage as is_event,
    case when is_true(is_deleted) then 'deleted' end as skip_reason,
    concat_ws(':', opportunity_key, 'stage', salesforce_id(id), valid_from) as event_id,
    act_at as occurred_at,
    act_time as time_text,
    cast(is_won_stage as bigint) + 1 as sequence,
    'opportunity_stage: ' || stage_name as event_name,
    cast(null as varchar) as channel,
    cast(null as varchar) as medium,
    cast(null as varchar) as campaign,
    cast(null as varchar) as device,
    cast(null as varchar) as page,
    case when is_won_stage then number_of(amount) end as value,
    coalesce(currency_iso_code, cast($currency as varchar)) as currency,
    cast(null as double) as quantity,
    cast(null as double) as score,
    cast(null as varchar) as score_kind,
    cast(null as double) as sentiment,
    cast(null as varchar) as session_key,
    cast(null as varchar) as touchpoint_hint,
    cast(null as varchar) as body,
    [{'identifier_type':'record', 'identifier_value':opportunity_key}] as identifiers,
    properties_of(
        [
            {'k':'stage', 'v':stage_name},
            {'k':'amount', 'v':amount},
            {'k':'time_precision', 'v': case when is_day(act_time) then 'day' end}
        ],
        extra
    ) as properties,
    cast(null as varchar) as user_agent,
    cast(null as varchar) as ip,
    cast(null as varchar) as flag,
from compared
