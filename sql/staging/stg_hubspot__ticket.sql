-- One row per act around a HubSpot ticket: it was opened, the support answered first, and it was closed.
with
    tickets as (select *, 'hubspot:ticket:' || id as ticket_key from raw_hubspot__ticket),
    acts as (
        select *, 'ticket_created' as act, property_createdate as act_time
        from tickets
        union all
        select *, 'agent_reply' as act, property_first_agent_reply_date as act_time
        from tickets
        where property_first_agent_reply_date is not null and not is_true(is_deleted)
        union all
        select *, 'ticket_closed' as act, property_closed_date as act_time
        from tickets
        where property_closed_date is not null and not is_true(is_deleted)
    )
select
    line_number,
    true as is_event,
    case when is_true(is_deleted) then 'deleted' end as skip_reason,
    ticket_key || ':' || act as event_id,
    hubspot_instant(act_time, $timezone) as occurred_at,
    act_time as time_text,
    case
        act
        when 'ticket_created'
        then cast(0 as bigint)
        when 'agent_reply'
        then cast(2 as bigint)
        else cast(3 as bigint)
    end as sequence,
    act as event_name,
    lower(property_source_type) as channel,
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
    case
        when act = 'ticket_created' then nullif(concat_ws(chr(10), property_subject, property_content), '')
    end as body,
    [
        {'identifier_type':'record', 'identifier_value':ticket_key},
        {'identifier_type':'crm', 'identifier_value':'hubspot:' || hubspot_contact(associated_contact_ids)}
    ] as identifiers,
    properties_of(
        [
            {'k':'pipeline', 'v':property_hs_pipeline},
            {'k':'stage', 'v':property_hs_pipeline_stage},
            {'k':'category', 'v':property_hs_ticket_category},
            {'k':'priority', 'v':lower(property_hs_ticket_priority)}
        ],
        extra
    ) as properties,
    cast(null as varchar) as user_agent,
    cast(null as varchar) as ip,
    cast(null as varchar) as flag,
from acts
