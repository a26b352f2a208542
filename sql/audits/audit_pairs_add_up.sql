-- No row: pairs of nodes add up to the graph
select level
from movement_pairs
group by level
having
    sum(a_to_b_count + b_to_a_count) <> (
        select sum(transition_count)
        from transitions
        where transitions.level = movement_pairs.level and from_node <> 'START' and to_node <> 'END'
    )
