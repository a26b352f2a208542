-- One row per kind, group and journey, answer, cart or stay that says how a place is: its weight and its
-- amount
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
        select stage, touchpoint, customer_no, credit, credit * score as amount, occurred_at from int_credit
    ),
    baskets as (
        select
            friction,
            case when is_met then friction end as place,
            customer_no,
            case when is_left then 1.0 else 0.0 end as amount,
            case when is_left then last_activity_at end as happened_at
        from int_cart_meetings
    ),
    stays as (
        select
            places.friction,
            case when list_contains(stays.friction, places.friction) then places.friction end as place,
            stays.customer_no,
            case when stays.is_last then 1.0 else 0.0 end as amount,
            case when stays.is_last then stays.left_at end as happened_at
        from int_visit_stays as stays
        inner join int_friction_places as places on places.touchpoint = stays.touchpoint
    )
select
    'drop' as kind,
    stage as place_group,
    touchpoint as place,
    customer_no,
    1.0 as weight,
    case when is_dropped then 1.0 else 0.0 end as amount,
    case when is_dropped then last_left_at end as first_at,
    case when is_dropped then last_left_at end as last_at
from visits
where not is_open
union all
select 'back', stage, touchpoint, customer_no, left_count, back_count, first_back_at, last_back_at
from visits
where left_count > 0
union all
select 'slow', stage, touchpoint, customer_no, wait_count, rank_shares, first_at, last_at
from waits
union all
select 'score', stage, touchpoint, customer_no, credit, amount, occurred_at, occurred_at
from answers
union all
select 'cart', friction, place, customer_no, 1.0, amount, happened_at, happened_at
from baskets
union all
select 'visit', friction, place, customer_no, 1.0, amount, happened_at, happened_at
from stays
