-- One row per kind, place and day: customers to whom it happened, and customers to whom it could have
-- happened
with
    hits as (
        select friction, cast(occurred_at as date) as day, count(distinct customer_id) as hit_count
        from events
        where friction is not null
        group by friction, cast(occurred_at as date)
    ),
    at_stage as (
        select stage, cast(occurred_at as date) as day, count(distinct customer_id) as there_count
        from events
        where stage is not null
        group by stage, cast(occurred_at as date)
    ),
    anywhere as (
        select cast(occurred_at as date) as day, count(distinct customer_id) as there_count
        from events
        group by cast(occurred_at as date)
    ),
    leavings as (
        select
            touchpoint,
            cast(left_at as date) as day,
            count(distinct customer_no) filter (where is_back) as hit_count,
            count(distinct customer_no) as there_count
        from int_touchpoint_steps
        where not is_last and not is_conversion
        group by touchpoint, cast(left_at as date)
    ),
    touchpoints_left as (select distinct touchpoint from leavings)
select
    'friction' as kind,
    places.friction as place,
    anywhere.day,
    coalesce(hits.hit_count, 0) as hit_count,
    case
        when places.stage is null then anywhere.there_count else coalesce(at_stage.there_count, 0)
    end as there_count
from int_friction_places as places
cross join anywhere
left join hits on hits.friction = places.friction and hits.day = anywhere.day
left join at_stage on at_stage.stage = places.stage and at_stage.day = anywhere.day
union all
select
    'back' as kind,
    touchpoints_left.touchpoint as place,
    anywhere.day,
    coalesce(leavings.hit_count, 0) as hit_count,
    coalesce(leavings.there_count, 0) as there_count
from touchpoints_left
cross join anywhere
left join leavings on leavings.touchpoint = touchpoints_left.touchpoint and leavings.day = anywhere.day
