-- One row per level and mapped event, each event a step of its own
with
    nodes as (
        select 'stage' as level, stage as node, journey_id, customer_id, occurred_at, position
        from events
        where journey_id is not null
        union all
        select 'touchpoint' as level, touchpoint as node, journey_id, customer_id, occurred_at, position
        from events
        where journey_id is not null
        union all
        select 'channel' as level, channel as node, journey_id, customer_id, occurred_at, position
        from events
        where journey_id is not null
        union all
        select 'event' as level, event_name as node, journey_id, customer_id, occurred_at, position
        from events
        where journey_id is not null
    )
select
    level,
    journey_id,
    customer_id,
    row_number() over (partition by level, journey_id order by position) - 1 as step_index,
    node,
    occurred_at as entered_at,
    occurred_at as left_at,
    1 as event_count
from nodes
where node is not null
