-- One row per event of a customer, with its session, journey and place in the map
with
    placed as (
        select
            parts.*,
            event_rows.event_id,
            event_rows.occurred_at,
            event_rows.sequence,
            event_rows.keyset_no,
            event_rows.value,
            event_rows.quantity,
            event_rows.score as score_raw,
            event_rows.sentiment,
            case when source_settings.is_native then event_rows.session_key end as native_key,
            holders.customer_id,
            holders.is_known,
            words.* exclude (signature_no)
        from event_parts as parts
        inner join event_rows on event_rows.rowid = parts.row_no
        inner join int_words as words on words.signature_no = parts.signature_no
        inner join source_settings on source_settings.source = words.source
        inner join ordered_customers as numbered on numbered.customer_no = parts.customer_no
        inner join int_holders as holders on holders.holder_place = numbered.holder_place
    ),
    native_keys as (
        select source, native_key, count(distinct customer_no) as customer_count
        from placed
        where native_key is not null
        group by source, native_key
    )
select
    placed.event_id,
    placed.source,
    placed.occurred_at,
    placed.sequence,
    placed.customer_id,
    case
        when native_keys.customer_count = 1
        then placed.native_key
        when native_keys.customer_count > 1
        then placed.native_key || '~' || placed.customer_id
        when placed.session_index >= 0
        then placed.customer_id || '-s' || (placed.session_index + 1)
    end as session_id,
    placed.event_name,
    placed.touchpoint,
    placed.stage,
    placed.channel,
    placed.campaign,
    placed.device,
    placed.page,
    placed.value,
    placed.currency,
    case
        placed.score_kind
        when 'nps'
        then (placed.score_raw - 5) / 5
        when 'csat'
        then (placed.score_raw - 3) / 2
        when 'ces'
        then (placed.score_raw - 4) / 3
        when 'stars'
        then (placed.score_raw - 3) / 2
    end as score,
    placed.sentiment,
    placed.score_kind,
    placed.score_raw,
    case
        when placed.journey_index >= 0 then placed.customer_id || '-j' || (placed.journey_index + 1)
    end as journey_id,
    placed.friction,
    placed.position,
    placed.is_known,
    placed.keyset_no,
    placed.is_conversion,
    placed.cart_role,
    placed.checkout_step,
    placed.quantity,
    placed.touchpoint_hint,
    placed.customer_no,
    placed.signature_no,
    placed.session_no,
    placed.journey_index,
    placed.journey_no
from placed
left join native_keys on native_keys.source = placed.source and native_keys.native_key = placed.native_key
