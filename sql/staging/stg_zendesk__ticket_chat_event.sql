-- One row per event of a Zendesk chat: a message is an event of who wrote it; what programs say and what is
-- no
-- message only links.
with
    messages as (
        select
            *,
            instant_of(created_at, $timezone) as said_at,
            case
                when starts_with(actor_id, '__')
                then 'system'
                when starts_with(actor_id, 'agent:')
                then 'agent'
                when json_valid(original_message)
                then
                    case
                        upper(json_extract_string(original_message, '$.author.type'))
                        when 'BUSINESS'
                        then 'agent'
                        when 'USER'
                        then 'customer'
                        else 'unknown'
                    end
                else 'unknown'
            end as author
        from raw_zendesk__ticket_chat_event
    )
select
    line_number,
    coalesce(lower(type) = 'chatmessage' and author <> 'system', false) or said_at is null as is_event,
    cast(null as varchar) as skip_reason,
    concat_ws(':', 'chat', chat_id, chat_index, created_at) as event_id,
    said_at as occurred_at,
    created_at as time_text,
    coalesce(try_cast(chat_index as bigint), 0) as sequence,
    case when author = 'agent' then 'agent_reply' else 'chat_message' end as event_name,
    'chat' as channel,
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
    message as body,
    [{'identifier_type':'record', 'identifier_value':'zendesk:chat:' || chat_id}] as identifiers,
    properties_of([{'k':'author', 'v':author}], extra) as properties,
    cast(null as varchar) as user_agent,
    cast(null as varchar) as ip,
    cast(null as varchar) as flag,
from messages
