-- One row per touchpoint that journeys stood at: its settled leavings, and how many went forward in stage
-- order
with
    ordered as (
        select
            steps.journey_id,
            steps.node as touchpoint,
            lead(steps.node) over (partition by steps.journey_id order by steps.step_index) as next_touchpoint
        from steps
        where steps.level = 'touchpoint'
    )
select
    ordered.touchpoint,
    count(*) as leaving_count,
    count(*) filter (where coalesce(to_stage.stage_index > from_stage.stage_index, false)) as forward_count
from ordered
inner join journeys on journeys.journey_id = ordered.journey_id
inner join declared_touchpoints as here on here.touchpoint = ordered.touchpoint
inner join stages as from_stage on from_stage.stage = here.stage
left join declared_touchpoints as next_place on next_place.touchpoint = ordered.next_touchpoint
left join stages as to_stage on to_stage.stage = next_place.stage
where ordered.next_touchpoint is not null or journeys.outcome <> 'open'
group by ordered.touchpoint
