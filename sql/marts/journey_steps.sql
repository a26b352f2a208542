-- One row per stay of a journey at a stage
with
    ordered as (
        select
            steps.journey_id,
            steps.customer_id,
            steps.step_index,
            steps.node as stage,
            steps.entered_at,
            steps.left_at,
            date_diff('microsecond', steps.entered_at, steps.left_at) / 1e6 as dwell_seconds,
            steps.event_count,
            stages.stage_index
            - lag(stages.stage_index) over (partition by steps.journey_id order by steps.step_index) as move
        from steps
        inner join stages on stages.stage = steps.node
        where steps.level = 'stage'
    )
select
    journey_id,
    customer_id,
    step_index,
    stage,
    entered_at,
    left_at,
    dwell_seconds,
    event_count,
    case when move = 1 then 'forward' when move > 1 then 'skip' when move < 0 then 'back' end as direction
from ordered
