-- One row per event, with its customer, session, journey and place in the map
with
    native_keys as (
        select source, session_key, count(distinct customer_id) as customer_count
        from int_events
        where is_sessionized and is_native and session_key is not null
        group by source, session_key
    )
select
    int_events.event_id,
    int_events.source,
    int_events.occurred_at,
    int_events.sequence,
    int_events.customer_id,
    case
        when native_keys.customer_count = 1
        then int_events.session_key
        when native_keys.customer_count > 1
        then int_events.session_key || '~' || int_events.customer_id
        when parts.session_index >= 0
        then int_events.customer_id || '-s' || (parts.session_index + 1)
    end as session_id,
    int_events.event_name,
    int_events.touchpoint,
    int_events.stage,
    int_events.channel,
    int_events.campaign,
    int_events.device,
    int_events.page,
    int_events.value,
    int_events.currency,
    int_events.score,
    int_events.sentiment,
    int_events.score_kind,
    int_events.score_raw,
    case
        when parts.journey_index >= 0 then int_events.customer_id || '-j' || (parts.journey_index + 1)
    end as journey_id,
    int_events.friction,
    int_events.position,
    int_events.is_known,
    int_events.keyset_no,
    int_events.is_conversion,
    int_events.cart_role,
    int_events.touchpoint_hint,
    int_events.customer_no,
    parts.session_no,
    parts.journey_index,
    parts.journey_no
from int_events
inner join event_parts as parts on parts.position = int_events.position
left join
    native_keys
    on native_keys.source = int_events.source
    and native_keys.session_key = int_events.session_key
    and int_events.is_native
