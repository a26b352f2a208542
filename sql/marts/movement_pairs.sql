-- One row per level and pair of nodes that journeys move between
with
    moves as (
        select
            int_edges.level,
            int_edges.from_node,
            int_edges.to_node,
            case
                when from_stage.stage_index is not null
                then from_stage.stage_index < to_stage.stage_index
                else int_edges.from_node < int_edges.to_node
            end as is_ascending,
            lag(int_edges.from_node) over (
                partition by int_edges.level, int_edges.journey_id order by int_edges.step_index
            )
            = int_edges.to_node as is_return
        from int_edges
        left join stages as from_stage on from_stage.stage = int_edges.from_node and int_edges.level = 'stage'
        left join stages as to_stage on to_stage.stage = int_edges.to_node and int_edges.level = 'stage'
        where int_edges.to_node <> 'END'
    )
select
    level,
    case when is_ascending then from_node else to_node end as node_a,
    case when is_ascending then to_node else from_node end as node_b,
    count(*) filter (where is_ascending) as a_to_b_count,
    count(*) filter (where not is_ascending) as b_to_a_count,
    least(count(*) filter (where is_ascending), count(*) filter (where not is_ascending))
    / greatest(count(*) filter (where is_ascending), count(*) filter (where not is_ascending)) as back_share,
    count(*) filter (where coalesce(is_return, false)) as ping_pong_count
from moves
where from_node <> 'START' and from_node <> to_node
group by all
