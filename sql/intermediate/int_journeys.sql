-- One row per journey, before its customer has a persona
with shortest as (select min(step_count) as step_count from walked_journeys where outcome = 'converted')
select
    names.customer_id || '-j' || (walked.journey_index + 1) as journey_id,
    names.customer_id,
    walked.journey_index + 1 as journey_index,
    walked.started_at,
    walked.ended_at,
    walked.outcome,
    walked.step_count,
    walked.variant,
    walked.backward_count,
    walked.skip_count,
    walked.ping_pong_count,
    walked.revisit_count,
    case
        when walked.step_count = 1 then 1.0 else walked.forward_count / (walked.step_count - 1)
    end as linearity,
    walked.channel_switch_count,
    walked.concurrent_channels,
    walked.value,
    walked.forward_count,
    case when walked.step_count > 1 then walked.backward_count / (walked.step_count - 1) end as backward_rate,
    case
        when walked.backward_count > 0 then walked.backward_depth / walked.backward_count
    end as backward_depth,
    shortest.step_count / walked.step_count as path_efficiency,
    walked.event_count,
    walked.channel,
    walked.device,
    stages.half,
    walked.journey_no,
    walked.customer_no
from walked_journeys as walked
inner join customer_names as names on names.customer_no = walked.customer_no
inner join stages on stages.stage = walked.last_stage
cross join shortest
