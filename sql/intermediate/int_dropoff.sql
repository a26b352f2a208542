-- One row per level and node: entered, continued, and how journeys last left it
select
    leavings.level,
    leavings.node,
    count(*) as entered_count,
    count(*) filter (where leavings.is_continued) as continued_count,
    count(*) filter (where leavings.last_next_node is null and journeys.outcome = 'dropped') as dropped_count,
    count(*) filter (where leavings.last_next_node is null and journeys.outcome = 'open') as open_count,
    count(*) filter (
        where leavings.last_next_node is null and journeys.outcome = 'converted'
    ) as finished_count,
    count(*) filter (where leavings.last_next_node is null and journeys.outcome = 'dropped') / nullif(
        count(*) - count(*) filter (where leavings.last_next_node is null and journeys.outcome = 'open'), 0
    ) as dropoff_rate,
    case
        when leavings.level = 'stage'
        then count(*) filter (where to_stage.stage_index = from_stage.stage_index + 1)
    end as forward_count,
    case
        when leavings.level = 'stage'
        then count(*) filter (where to_stage.stage_index > from_stage.stage_index + 1)
    end as skip_count,
    case
        when leavings.level = 'stage'
        then count(*) filter (where to_stage.stage_index < from_stage.stage_index)
    end as back_count
from int_leavings as leavings
inner join journeys on journeys.journey_id = leavings.journey_id
left join stages as from_stage on from_stage.stage = leavings.node and leavings.level = 'stage'
left join stages as to_stage on to_stage.stage = leavings.last_next_node and leavings.level = 'stage'
group by leavings.level, leavings.node
