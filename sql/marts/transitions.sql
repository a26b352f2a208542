-- One row per level and edge of the transition graph
with
    counted as (
        select
            level,
            from_node,
            to_node,
            count(*) as transition_count,
            count(distinct customer_id) as customer_count,
            count(distinct journey_id) as journey_count,
            median(seconds) as median_seconds,
            quantile_cont(seconds, 0.9) as p90_seconds
        from int_edges
        group by level, from_node, to_node
    )
select
    counted.level,
    counted.from_node,
    counted.to_node,
    counted.transition_count,
    counted.customer_count,
    counted.journey_count,
    counted.transition_count
    / sum(counted.transition_count) over (partition by counted.level, counted.from_node) as transition_rate,
    counted.median_seconds,
    counted.p90_seconds,
    case
        when counted.level <> 'stage' or counted.from_node = counted.to_node
        then null
        when to_stage.stage_index = from_stage.stage_index + 1
        then 'forward'
        when to_stage.stage_index > from_stage.stage_index
        then 'skip'
        when to_stage.stage_index < from_stage.stage_index
        then 'back'
    end as direction
from counted
left join stages as from_stage on from_stage.stage = counted.from_node and counted.level = 'stage'
left join stages as to_stage on to_stage.stage = counted.to_node and counted.level = 'stage'
