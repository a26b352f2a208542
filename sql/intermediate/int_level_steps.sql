-- One row per step of one level, with its journey's outcome, length in time and mean score
with
    scores as (
        select journey_id, avg(score) as score
        from events
        where journey_id is not null and score is not null
        group by journey_id
    )
select
    steps.journey_id,
    steps.step_index,
    steps.node,
    journeys.outcome,
    date_diff('microsecond', journeys.started_at, journeys.ended_at) / 1e6 as journey_seconds,
    scores.score as journey_score
from steps
inner join journeys on journeys.journey_id = steps.journey_id
left join scores on scores.journey_id = steps.journey_id
where steps.level = $level
