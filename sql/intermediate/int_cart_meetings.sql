-- One row per friction and settled cart that came to where the friction shows: whether it met it, and
-- whether it was left
with
    settled as (
        select
            cart_id,
            customer_no,
            friction,
            opened_at,
            last_activity_at,
            case
                when outcome = 'converted'
                then closed_at
                else last_activity_at + $abandon_seconds * interval 1 second
            end as ended_at,
            outcome <> 'converted' as is_left
        from carts
        where outcome in ('converted', 'abandoned', 'recovered')
    ),
    came as (
        select distinct settled.cart_id, places.friction
        from settled
        inner join
            events
            on events.customer_no = settled.customer_no
            and events.occurred_at >= settled.opened_at
            and events.occurred_at <= settled.ended_at
        inner join int_friction_places as places on places.touchpoint = events.touchpoint
    )
select
    places.friction,
    settled.cart_id,
    settled.customer_no,
    settled.last_activity_at,
    settled.is_left,
    list_contains(settled.friction, places.friction) as is_met
from settled
cross join int_friction_places as places
left join came on came.cart_id = settled.cart_id and came.friction = places.friction
where
    came.cart_id is not null or places.touchpoint is null or list_contains(settled.friction, places.friction)
