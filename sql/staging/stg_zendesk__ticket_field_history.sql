-- One row per change of a field of a Zendesk ticket: a new status or a rating is an event, any other change
-- only links.
with
    history as (
        select
            *,
            'zendesk:ticket:' || ticket_id as ticket_key,
            instant_of(updated, $timezone) as changed_at,
            lower(field_name) as field,
            case
                when lower(value) in ('on-hold', 'on_hold', 'on hold') then 'hold' else lower(value)
            end as new_value
        from raw_zendesk__ticket_field_history
    ),
    statuses as (
        select distinct
            ticket_key,
            updated,
            changed_at,
            new_value,
            list_position(
                ['new', 'open', 'pending', 'hold', 'solved', 'closed', 'deleted'], new_value
            ) as place
        from history
        where field = 'status'
    ),
    movements as (
        select
            ticket_key,
            updated,
            new_value,
            place,
            lag(new_value) over (
                partition by ticket_key order by changed_at, place, updated, new_value
            ) as status_before
        from statuses
    ),
    acts as (
        select
            history.*,
            movements.place,
            case
                when history.field like 'satisfaction%' and history.new_value in ('good', 'bad')
                then 'csat_answer'
                when history.field is distinct from 'status'
                then 'ticket_changed'
                when history.new_value = 'open' and movements.status_before in ('solved', 'closed')
                then 'ticket_reopened'
                else 'ticket_' || history.new_value
            end as act
        from history
        left join
            movements
            on history.field = 'status'
            and movements.ticket_key is not distinct from history.ticket_key
            and movements.updated is not distinct from history.updated
            and movements.new_value is not distinct from history.new_value
    )
select
    line_number,
    coalesce(field = 'status' or act = 'csat_answer', false) or changed_at is null as is_event,
    case when field = 'status' and new_value = 'deleted' then 'deleted' end as skip_reason,
    concat_ws(
        ':', 'ticket', ticket_id, field, updated, case when field = 'status' then new_value end
    ) as event_id,
    changed_at as occurred_at,
    updated as time_text,
    cast(coalesce(place, 9) as bigint) as sequence,
    act as event_name,
    cast(null as varchar) as channel,
    cast(null as varchar) as medium,
    cast(null as varchar) as campaign,
    cast(null as varchar) as device,
    cast(null as varchar) as page,
    cast(null as double) as value,
    cast(null as varchar) as currency,
    cast(null as double) as quantity,
    cast(
        case when act = 'csat_answer' then case new_value when 'good' then 5 else 1 end end as double
    ) as score,
    case when act = 'csat_answer' then 'csat' end as score_kind,
    cast(null as double) as sentiment,
    cast(null as varchar) as session_key,
    cast(null as varchar) as touchpoint_hint,
    cast(null as varchar) as body,
    [{'identifier_type':'record', 'identifier_value':ticket_key}] as identifiers,
    properties_of([{'k':'status', 'v': case when field = 'status' then new_value end}], extra) as properties,
    cast(null as varchar) as user_agent,
    cast(null as varchar) as ip,
    cast(null as varchar) as flag,
from acts
