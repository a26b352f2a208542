-- One row per stay of a journey at a node of a level
select
    walked.level,
    first_event.journey_id,
    first_event.customer_id,
    walked.step_index,
    case
        walked.level
        when 'stage'
        then first_event.stage
        when 'touchpoint'
        then first_event.touchpoint
        when 'channel'
        then first_event.channel
        else first_event.event_name
    end as node,
    first_event.occurred_at as entered_at,
    last_event.occurred_at as left_at,
    walked.event_count
from walked_steps as walked
inner join events as first_event on first_event.position = walked.first_position
inner join events as last_event on last_event.position = walked.last_position
