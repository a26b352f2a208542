-- One row per level, journey and node: how the journey first entered it and how it last left it
with
    ordered as (
        select
            level,
            journey_id,
            node,
            step_index,
            entered_at,
            lead(node) over journey_steps as next_node,
            lead(entered_at) over journey_steps as next_entered_at
        from steps
        window journey_steps as (partition by level, journey_id order by step_index)
    )
select
    ordered.level,
    ordered.journey_id,
    ordered.node,
    min(ordered.entered_at) as first_entered_at,
    arg_min(ordered.next_node is not null, ordered.step_index) as is_continued,
    arg_min(struct_pack(at := ordered.next_entered_at), ordered.step_index).at as moved_on_at,
    arg_max(struct_pack(node := ordered.next_node), ordered.step_index).node as last_next_node
from ordered
group by ordered.level, ordered.journey_id, ordered.node
