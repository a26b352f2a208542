-- No row: as many transitions enter a node as leave it
with
    ins as (
        select level, to_node as node, sum(transition_count) as n
        from transitions
        where to_node <> 'END'
        group by all
    ),
    outs as (
        select level, from_node as node, sum(transition_count) as n
        from transitions
        where from_node <> 'START'
        group by all
    )
select level, node
from ins
full join outs using (level, node)
where ins.n is distinct from outs.n
