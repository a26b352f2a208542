-- One row per act around a Zendesk ticket: it was opened, and it was rated where no history file tells it.
with
    merged as (
        select distinct unnest(regexp_extract_all(merged_ticket_ids, '[0-9]+')) as merged_id
        from raw_zendesk__ticket
    ),
    tickets as (
        select
            raw.*,
            coalesce(requester_id <> submitter_id, false) as is_by_agent,
            case
                when lower(status) = 'deleted'
                then 'deleted'
                when contains(lower(tags), 'closed_by_merge') or merged.merged_id is not null
                then 'merged'
            end as set_aside
        from raw_zendesk__ticket as raw
        left join merged on merged.merged_id = raw.id
    ),
    acts as (
        select
            *,
            case when is_by_agent then 'ticket_created_by_agent' else 'ticket_created' end as act,
            created_at as act_time,
            cast(null as double) as answer
        from tickets
        union all
        select
            *,
            'csat_answer' as act,
            updated_at as act_time,
            case lower(satisfaction) when 'good' then 5 else 1 end as answer
        from tickets
        where lower(satisfaction) in ('good', 'bad') and set_aside is null and not $has_field_history
    )
select
    line_number,
    true as is_event,
    set_aside as skip_reason,
    concat_ws(':', 'ticket', id, case when act = 'csat_answer' then 'csat' else 'created' end) as event_id,
    instant_of(act_time, $timezone) as occurred_at,
    act_time as time_text,
    cast(act = 'csat_answer' as bigint) * 9 as sequence,
    act as event_name,
    via_channel as channel,
    cast(null as varchar) as medium,
    cast(null as varchar) as campaign,
    cast(null as varchar) as device,
    cast(null as varchar) as page,
    cast(null as double) as value,
    cast(null as varchar) as currency,
    cast(null as double) as quantity,
    answer as score,
    case when answer is not null then 'csat' end as score_kind,
    cast(null as double) as sentiment,
    cast(null as varchar) as session_key,
    cast(null as varchar) as touchpoint_hint,
    case when act <> 'csat_answer' then nullif(concat_ws(chr(10), subject, description), '') end as body,
    [
        {'identifier_type':'crm', 'identifier_value':'zendesk:user:' || requester_id},
        {'identifier_type':'record', 'identifier_value':'zendesk:ticket:' || id}
    ] as identifiers,
    properties_of(
        [
            {'k':'priority', 'v':priority},
            {'k':'type', 'v':type},
            {'k':'group_id', 'v':group_id},
            {'k':'is_by_agent', 'v':cast(is_by_agent as varchar)}
        ],
        extra
    ) as properties,
    cast(null as varchar) as user_agent,
    cast(null as varchar) as ip,
    cast(null as varchar) as flag,
from acts
