-- One row per stay of a journey at a stage
with
    ordered as (
        select
            stays.journey_no,
            stays.journey_id,
            stays.customer_id,
            stays.step_index,
            stays.node as stage,
            stays.entered_at,
            stays.left_at,
            date_diff('microsecond', stays.entered_at, stays.left_at) / 1e6 as dwell_seconds,
            stays.event_count,
            stages.stage_index
            - lag(stages.stage_index) over (partition by stays.journey_no order by stays.step_index) as move
        from stays
        inner join stages on stages.stage = stays.node
        where stays.level = 'stage'
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
