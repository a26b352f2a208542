-- One row per stay of a journey at a stage
select
    journeys.journey_id,
    journeys.customer_id,
    steps.step_index,
    steps.node as stage,
    steps.entered_at,
    steps.left_at,
    date_diff('microsecond', steps.entered_at, steps.left_at) / 1e6 as dwell_seconds,
    steps.event_count,
    steps.direction,
    steps.unit_no as journey_no,
    journeys.customer_no
from walked_steps as steps
inner join int_journeys as journeys on journeys.journey_no = steps.unit_no
