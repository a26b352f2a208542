-- One row per friction: settled carts that met it and that did not, and how many of each were left behind
with
    settled as (
        select cart_id, friction, outcome in ('abandoned', 'recovered') as is_left
        from carts
        where outcome in ('abandoned', 'recovered', 'converted')
    ),
    frictions as (select distinct unnest(friction) as friction from settled)
select
    frictions.friction,
    count(*) filter (where list_contains(settled.friction, frictions.friction)) as cart_count,
    count(*) filter (
        where list_contains(settled.friction, frictions.friction) and settled.is_left
    ) as abandoned_count,
    count(*) filter (where not list_contains(settled.friction, frictions.friction)) as other_cart_count,
    count(*) filter (
        where not list_contains(settled.friction, frictions.friction) and settled.is_left
    ) as other_abandoned_count
from frictions
cross join settled
group by frictions.friction
