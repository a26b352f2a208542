-- One row per step from the first at a node on, numbered anew; journeys that never come there are left out
with
    found as (
        select journey_id, min(step_index) as first_index
        from steps
        where level = $level and node = $start
        group by journey_id
    )
select
    steps.level,
    steps.journey_id,
    steps.customer_id,
    steps.step_index - found.first_index as step_index,
    steps.node,
    steps.entered_at,
    steps.left_at,
    steps.event_count
from steps
inner join found on found.journey_id = steps.journey_id and steps.step_index >= found.first_index
where steps.level = $level
