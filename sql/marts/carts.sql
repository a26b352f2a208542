-- One row per cart, with the frictions met in its span
with
    troubles as (select customer_no, position, occurred_at, friction from events where friction is not null),
    met as (
        select walked.cart_row, list_sort(list(distinct troubles.friction)) as friction
        from walked_carts as walked
        inner join
            troubles
            on troubles.customer_no = walked.customer_no
            and troubles.position >= walked.opened_position
            and troubles.occurred_at <= walked.span_ended_at
            and (walked.closed_position is null or troubles.position <= walked.closed_position)
        group by walked.cart_row
    )
select
    names.customer_id || '-c' || walked.cart_index as cart_id,
    names.customer_id,
    walked.opened_at,
    walked.last_activity_at,
    walked.closed_at,
    walked.outcome,
    walked.value,
    walked.currency,
    walked.last_checkout_step,
    coalesce(met.friction, []) as friction,
    walked.device,
    walked.channel,
    walked.recovered_at,
    walked.customer_no
from walked_carts as walked
inner join customer_names as names on names.customer_no = walked.customer_no
left join met on met.cart_row = walked.cart_row
