-- One row per touchpoint that journeys stood at: its settled leavings, and how many went forward in stage
-- order
select
    edges.from_node as touchpoint,
    cast(sum(edges.transition_count) - any_value(ends.open_count) as bigint) as leaving_count,
    cast(
        coalesce(
            sum(edges.transition_count) filter (where to_stage.stage_index > from_stage.stage_index), 0
        ) as bigint
    ) as forward_count
from transitions as edges
inner join dropoff as ends on ends.level = edges.level and ends.node = edges.from_node
inner join declared_touchpoints as here on here.touchpoint = edges.from_node
inner join stages as from_stage on from_stage.stage = here.stage
left join declared_touchpoints as next_place on next_place.touchpoint = edges.to_node
left join stages as to_stage on to_stage.stage = next_place.stage
where edges.level = 'touchpoint'
group by edges.from_node
having sum(edges.transition_count) > any_value(ends.open_count)
