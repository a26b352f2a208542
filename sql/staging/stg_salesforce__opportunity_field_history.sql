-- One row per change of a field of a Salesforce opportunity: a stage entered is an event, unless another
-- file tells the stages.
with
    changes as (
        select
            *,
            'salesforce:opportunity:' || salesforce_id(opportunity_id) as opportunity_key,
            instant_by_day_end(created_date, $timezone) as act_at
        from raw_salesforce__opportunity_field_history
    )
select
    line_number,
    (field = 'StageName' and not $has_stage_history) or act_at is null as is_event,
    case when is_true(is_deleted) then 'deleted' end as skip_reason,
    opportunity_key || ':field:' || salesforce_id(id) as event_id,
    act_at as occurred_at,
    created_date as time_text,
    cast(coalesce(contains(lower(new_value), 'won'), false) as bigint) + 1 as sequence,
    'opportunity_stage: ' || new_value as event_name,
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
    [{'identifier_type':'record', 'identifier_value':opportunity_key}] as identifiers,
    properties_of([{'k':'stage', 'v':new_value}, {'k':'stage_before', 'v':old_value}], extra) as properties,
    cast(null as varchar) as user_agent,
    cast(null as varchar) as ip,
    cast(null as varchar) as flag,
from changes
