-- One row per kind, place and day: customers to whom it happened, and customers to whom it could have
-- happened
with
    hits as (
        select friction, cast(occurred_at as date) as day, count(distinct customer_no) as hit_count
        from events
        where friction is not null
        group by friction, cast(occurred_at as date)
    ),
    at_stage as (
        select stage, cast(occurred_at as date) as day, count(distinct customer_no) as there_count
        from events
        where stage in (select stage from int_friction_places)
        group by stage, cast(occurred_at as date)
    ),
    days as (select distinct cast(occurred_at as date) as day from event_codes),
    anywhere as (
        select cast(occurred_at as date) as day, count(distinct customer_no) as there_count
        from event_codes
        where (select count(*) from int_friction_places where stage is null) > 0
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
    days.day,
    coalesce(hits.hit_count, 0) as hit_count,
    case
        when places.stage is null then anywhere.there_count else coalesce(at_stage.there_count, 0)
    end as there_count
from int_friction_places as places
cross join days
left join anywhere on anywhere.day = days.day
left join hits on hits.friction = places.friction and hits.day = days.day
left join at_stage on at_stage.stage = places.stage and at_stage.day = days.day
union all
select
    'back' as kind,
    touchpoints_left.touchpoint as place,
    days.day,
    coalesce(leavings.hit_count, 0) as hit_count,
    coalesce(leavings.there_count, 0) as there_count
from touchpoints_left
cross join days
left join leavings on leavings.touchpoint = touchpoints_left.touchpoint and leavings.day = days.day
