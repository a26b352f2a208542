-- One row per Salesforce task: a call, an e-mail or a meeting that was done; a task that is still open only
-- links.
with
    tasks as (
        select
            *,
            coalesce(completed_date_time, day_of(activity_date), created_date) as act_time,
            lower(coalesce(nullif(task_subtype, 'Task'), type, '')) as kind,
            is_true(is_closed)
            or coalesce(lower(status) = 'completed', false)
            or (status is null and is_closed is null) as is_done
        from raw_salesforce__task
    ),
    timed as (select *, instant_by_day_end(act_time, $timezone) as act_at from tasks)
select
    line_number,
    is_done or act_at is null as is_event,
    case when is_true(is_deleted) then 'deleted' end as skip_reason,
    'salesforce:task:' || salesforce_id(id) as event_id,
    act_at as occurred_at,
    act_time as time_text,
    cast(0 as bigint) as sequence,
    case
        when kind = 'call'
        then 'task_call'
        when kind in ('email', 'listemail', 'list email')
        then 'task_email'
        when contains(kind, 'meeting') or kind = 'demo'
        then 'task_meeting'
        else 'task'
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
    nullif(concat_ws(chr(10), subject, description), '') as body,
    [
        {
            'identifier_type':'crm',
            'identifier_value': case
                when starts_with(who_id, '00Q') or starts_with(who_id, '003')
                then 'salesforce:' || salesforce_id(who_id)
            end
        },
        {
            'identifier_type':'record',
            'identifier_value': case
                when starts_with(what_id, '006') then 'salesforce:opportunity:' || salesforce_id(what_id)
            end
        }
    ] as identifiers,
    properties_of(
        [
            {'k':'status', 'v':status},
            {'k':'type', 'v':type},
            {'k':'call_seconds', 'v':call_duration_in_seconds},
            {'k':'time_precision', 'v': case when is_day(act_time) then 'day' end}
        ],
        extra
    ) as properties,
    cast(null as varchar) as user_agent,
    cast(null as varchar) as ip,
    cast(null as varchar) as flag,
from timed
