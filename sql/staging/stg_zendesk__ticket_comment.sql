-- One row per comment on a Zendesk ticket; internal notes are set aside. Who wrote it is told only where
-- the export has roles.
with
    comments as (
        select
            *,
            case
                when lower(author_role) in ('agent', 'admin')
                then 'agent'
                when lower(author_role) in ('end-user', 'end_user', 'enduser')
                then 'customer'
                else 'unknown'
            end as author
        from raw_zendesk__ticket_comment
    )
select
    line_number,
    true as is_event,
    case when lower(public) in ('false', '0', 'f', 'no') then 'internal' end as skip_reason,
    'comment:' || id as event_id,
    instant_of(created, $timezone) as occurred_at,
    created as time_text,
    cast(0 as bigint) as sequence,
    case when author = 'agent' then 'agent_reply' else 'ticket_comment' end as event_name,
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
    body,
    [{'identifier_type':'record', 'identifier_value':'zendesk:ticket:' || ticket_id}] as identifiers,
    properties_of([{'k':'author', 'v':author}, {'k':'public', 'v':lower(public)}], extra) as properties,
    cast(null as varchar) as user_agent,
    cast(null as varchar) as ip,
    cast(null as varchar) as flag,
from comments
