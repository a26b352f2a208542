-- One row per move of a journey between nodes of a level, from START and to END included
with
    placed as (
        select
            level,
            journey_id,
            customer_id,
            step_index,
            node,
            entered_at,
            left_at,
            lag(node) over journey_steps as previous_node,
            lag(left_at) over journey_steps as previous_left_at,
            lead(step_index) over journey_steps is null as is_last
        from steps
        window journey_steps as (partition by level, journey_id order by step_index)
    )
select
    level,
    journey_id,
    customer_id,
    step_index,
    coalesce(previous_node, 'START') as from_node,
    node as to_node,
    date_diff('microsecond', previous_left_at, entered_at) / 1e6 as seconds
from placed
union all
select
    level,
    journey_id,
    customer_id,
    step_index + 1 as step_index,
    node as from_node,
    'END' as to_node,
    null as seconds
from placed
where is_last
