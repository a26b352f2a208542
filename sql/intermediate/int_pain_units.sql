-- One row per journey, leaving, wait, answer or cart that says how a place is, with its weight and its amount
with
    drops as (
        select
            stage,
            touchpoint,
            customer_id,
            journey_id,
            max(case when is_last and outcome = 'dropped' then 1.0 else 0.0 end) as amount,
            max(left_at) as happened_at
        from int_touchpoint_steps
        where not is_conversion
        group by stage, touchpoint, customer_id, journey_id
        having not bool_or(is_last and outcome = 'open')
    ),
    settled_carts as (
        select
            cart_id,
            customer_id,
            friction,
            last_activity_at,
            case when outcome = 'converted' then 0.0 else 1.0 end as amount
        from carts
        where outcome in ('converted', 'abandoned', 'recovered')
    ),
    met as (
        select distinct cart_id, customer_id, amount, last_activity_at, unnest(friction) as friction
        from settled_carts
    )
select
    'drop' as kind,
    stage,
    touchpoint as place,
    customer_id,
    journey_id as unit_id,
    1.0 as weight,
    amount,
    happened_at,
    true as is_of_stage
from drops
union all
select
    'back',
    stage,
    touchpoint,
    customer_id,
    journey_id,
    1.0,
    case when is_back then 1.0 else 0.0 end,
    left_at,
    true
from int_touchpoint_steps
where not is_last and not is_conversion
union all
select 'slow', stage, touchpoint, customer_id, journey_id, 1.0, rank_share, entered_at, true
from int_waits
union all
select
    'score',
    stage,
    touchpoint,
    customer_id,
    source || ' ' || event_id,
    credit,
    credit * score,
    occurred_at,
    true
from int_credit
union all
select 'friction', 'cart', friction, customer_id, cart_id, 1.0, amount, last_activity_at, false
from met
union all
select 'friction', 'cart', null, customer_id, cart_id, 1.0, amount, last_activity_at, true
from settled_carts
