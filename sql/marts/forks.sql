-- One row per fork and onward edge
with
    onward as (
        select *, count(*) over (partition by level, node) as edge_count
        from int_forks
        where share >= $least_share and customer_count >= $min_cell
    )
select
    onward.level,
    onward.node,
    onward.next_node,
    onward.journey_count,
    onward.transition_count,
    round(onward.share, 10) as share,
    ends.share_low,
    ends.share_high,
    case
        when onward.settled_customer_count >= $min_cell
        then round(onward.converted_count / onward.settled_count, 10)
    end as conversion_rate
from onward
inner join
    fork_intervals as ends
    on ends.level = onward.level
    and ends.node = onward.node
    and ends.next_node = onward.next_node
where onward.edge_count >= 2
