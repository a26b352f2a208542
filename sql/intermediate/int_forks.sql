-- One row per level, node and next node (END where the journey stops), with the leavings of the node
with
    moves as (
        select level, journey_no, customer_no, outcome, node, coalesce(next_node, 'END') as next_node
        from stays
    ),
    by_journey as (
        select level, node, next_node, journey_no, customer_no, outcome, count(*) as move_count
        from moves
        group by level, node, next_node, journey_no, customer_no, outcome
    ),
    by_edge as (
        select
            level,
            node,
            next_node,
            cast(sum(move_count) as bigint) as transition_count,
            count(*) as journey_count,
            count(distinct customer_no) as customer_count,
            count(*) filter (where outcome <> 'open') as settled_count,
            count(distinct customer_no) filter (where outcome <> 'open') as settled_customer_count,
            count(*) filter (where outcome = 'converted') as converted_count
        from by_journey
        group by level, node, next_node
    ),
    by_customer as (
        select level, node, customer_no, sum(move_count) as move_count
        from by_journey
        group by level, node, customer_no
    ),
    by_node as (
        select
            level,
            node,
            cast(sum(move_count) as bigint) as leaving_count,
            cast(sum(move_count * move_count) as double) as leaving_squares
        from by_customer
        group by level, node
    )
select
    by_edge.level,
    by_edge.node,
    by_edge.next_node,
    by_edge.journey_count,
    by_edge.transition_count,
    by_edge.customer_count,
    by_edge.settled_count,
    by_edge.settled_customer_count,
    by_edge.converted_count,
    by_node.leaving_count,
    by_node.leaving_squares,
    by_edge.transition_count / by_node.leaving_count as share
from by_edge
inner join by_node on by_node.level = by_edge.level and by_node.node = by_edge.node
