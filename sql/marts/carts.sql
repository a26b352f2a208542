-- One row per cart, with the frictions met in its span
with
    met as (
        select walked.cart_row, list_sort(list(distinct events.friction)) as friction
        from walked_carts as walked
        inner join
            events
            on events.customer_id = walked.customer_id
            and events.friction is not null
            and events.position >= walked.opened_position
            and events.occurred_at <= walked.span_ended_at
            and (walked.closed_position is null or events.position <= walked.closed_position)
        group by walked.cart_row
    )
select
    walked.customer_id || '-c' || walked.cart_index as cart_id,
    walked.customer_id,
    opened.occurred_at as opened_at,
    last_event.occurred_at as last_activity_at,
    case
        when walked.outcome in ('abandoned', 'recovered') then last_event.occurred_at else closed.occurred_at
    end as closed_at,
    walked.outcome,
    walked.value,
    opened.currency,
    checkout.checkout_step as last_checkout_step,
    coalesce(met.friction, []) as friction,
    opened.device,
    opened.channel,
    recovered.occurred_at as recovered_at
from walked_carts as walked
inner join events as opened on opened.position = walked.opened_position
inner join events as last_event on last_event.position = walked.last_position
left join events as closed on closed.position = walked.closed_position
left join events as recovered on recovered.position = walked.recovered_position
left join events as checkout on checkout.position = walked.checkout_position
left join met on met.cart_row = walked.cart_row
