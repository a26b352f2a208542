-- One row per event of a customer, with its place in the map and in the total order
with
    placed as (
        select
            event_log.source,
            event_log.event_id,
            event_log.occurred_at,
            event_log.sequence,
            owners.customer_id,
            owners.is_known,
            owners.keyset_no,
            event_log.event_name,
            places.signature_no,
            places.touchpoint,
            places.stage,
            places.is_conversion,
            places.channel,
            places.cart_role,
            places.checkout_step,
            places.friction,
            event_log.campaign,
            event_log.device,
            event_log.page,
            event_log.value,
            places.currency,
            event_log.quantity,
            event_log.score_kind,
            event_log.score as score_raw,
            case
                event_log.score_kind
                when 'nps'
                then (event_log.score - 5) / 5
                when 'csat'
                then (event_log.score - 3) / 2
                when 'ces'
                then (event_log.score - 4) / 3
                when 'stars'
                then (event_log.score - 3) / 2
            end as score,
            event_log.sentiment,
            event_log.touchpoint_hint,
            event_log.session_key,
            source_settings.is_sessionized,
            source_settings.is_native and event_log.session_key is not null as is_native
        from event_log
        inner join
            int_event_customers as owners
            on owners.source = event_log.source
            and owners.event_id = event_log.event_id
        inner join
            int_classified_events as places
            on places.source = event_log.source
            and places.event_id = event_log.event_id
        inner join source_settings on source_settings.source = event_log.source
        left join
            int_flagged_events as flagged
            on flagged.source = event_log.source
            and flagged.event_id = event_log.event_id
            and not flagged.is_kept
        where flagged.event_id is null
    )
select
    row_number() over (order by customer_id, occurred_at, sequence, source, event_id) - 1 as position,
    dense_rank() over (order by customer_id) - 1 as customer_no,
    *
from placed
