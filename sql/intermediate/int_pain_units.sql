-- One row per kind, place and journey, answer or cart that says how the place is: its weight and its amount
with
    visits as (
        select
            stage,
            touchpoint,
            customer_no,
            journey_no,
            bool_or(is_last and outcome = 'open') as is_open,
            bool_or(is_last and outcome = 'dropped') as is_dropped,
            count(*) filter (where not is_last) as left_count,
            count(*) filter (where is_back) as back_count,
            max(left_at) as last_left_at,
            min(left_at) filter (where is_back) as first_back_at,
            max(left_at) filter (where is_back) as last_back_at
        from int_touchpoint_steps
        where not is_conversion
        group by stage, touchpoint, customer_no, journey_no
    ),
    waits as (
        select
            stage,
            touchpoint,
            customer_no,
            journey_no,
            count(*) as wait_count,
            sum(rank_share) as rank_shares,
            min(entered_at) as first_at,
            max(entered_at) as last_at
        from int_waits
        group by stage, touchpoint, customer_no, journey_no
    ),
    answers as (
        select
            stage,
            touchpoint,
            dense_rank() over (order by customer_id) as customer_no,
            credit,
            credit * score as amount,
            occurred_at
        from int_credit
    ),
    settled_carts as (
        select
            dense_rank() over (order by customer_id) as customer_no,
            friction,
            last_activity_at,
            case when outcome = 'converted' then 0.0 else 1.0 end as amount
        from carts
        where outcome in ('converted', 'abandoned', 'recovered')
    ),
    met as (select customer_no, amount, last_activity_at, unnest(list_distinct(friction)) as friction from settled_carts)
select
    'drop' as kind,
    stage,
    touchpoint as place,
    customer_no,
    1.0 as weight,
    case when is_dropped then 1.0 else 0.0 end as amount,
    case when is_dropped then last_left_at end as first_at,
    case when is_dropped then last_left_at end as last_at,
    true as is_of_stage
from visits
where not is_open
union all
select 'back', stage, touchpoint, customer_no, left_count, back_count, first_back_at, last_back_at, true
from visits
where left_count > 0
union all
select 'slow', stage, touchpoint, customer_no, wait_count, rank_shares, first_at, last_at, true
from waits
union all
select 'score', stage, touchpoint, customer_no, credit, amount, occurred_at, occurred_at, true
from answers
union all
select
    'friction',
    'cart',
    friction,
    customer_no,
    1.0,
    amount,
    case when amount > 0 then last_activity_at end,
    case when amount > 0 then last_activity_at end,
    false
from met
union all
select 'friction', 'cart', null, customer_no, 1.0, amount, null, null, true
from settled_carts
