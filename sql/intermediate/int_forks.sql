-- One row per level, node and next node (END where the journey stops there), with the node's leavings
with
    moves as (
        select
            level,
            journey_id,
            customer_id,
            node,
            coalesce(lead(node) over (partition by level, journey_id order by step_index), 'END') as next_node
        from steps
        where level in ('stage', 'touchpoint')
    ),
    by_journey as (
        select
            moves.level, moves.node, moves.next_node, moves.journey_id, moves.customer_id, count(*) as moves
        from moves
        group by moves.level, moves.node, moves.next_node, moves.journey_id, moves.customer_id
    ),
    by_edge as (
        select
            by_journey.level,
            by_journey.node,
            by_journey.next_node,
            cast(sum(by_journey.moves) as bigint) as transition_count,
            count(*) as journey_count,
            count(distinct by_journey.customer_id) as customer_count,
            count(*) filter (where journeys.outcome <> 'open') as settled_count,
            count(distinct by_journey.customer_id) filter (
                where journeys.outcome <> 'open'
            ) as settled_customer_count,
            count(*) filter (where journeys.outcome = 'converted') as converted_count
        from by_journey
        inner join journeys on journeys.journey_id = by_journey.journey_id
        group by by_journey.level, by_journey.node, by_journey.next_node
    ),
    by_customer as (
        select level, node, customer_id, sum(moves) as moves from by_journey group by level, node, customer_id
    ),
    by_node as (
        select
            level,
            node,
            cast(sum(moves) as bigint) as leaving_count,
            cast(sum(moves * moves) as double) as leaving_squares
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
