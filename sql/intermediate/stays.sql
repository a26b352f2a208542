-- One row per stay of a journey at a stage or touchpoint, with the node that comes next
select
    walked.level,
    walked.journey_no,
    journeys.customer_no,
    journeys.journey_id,
    journeys.customer_id,
    walked.step_index,
    walked.node,
    walked.next_node,
    walked.entered_at,
    walked.left_at,
    walked.event_count,
    journeys.outcome,
    journeys.value
from walked_stays as walked
inner join int_journeys as journeys on journeys.journey_no = walked.journey_no
