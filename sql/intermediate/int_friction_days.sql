-- One row per friction and day: customers who met it, and customers who were at its stage
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
    )
select
    places.friction,
    anywhere.day,
    coalesce(hits.hit_count, 0) as hit_count,
    case
        when places.stage is null then anywhere.there_count else coalesce(at_stage.there_count, 0)
    end as there_count
from int_friction_places as places
cross join anywhere
left join hits on hits.friction = places.friction and hits.day = anywhere.day
left join at_stage on at_stage.stage = places.stage and at_stage.day = anywhere.day
