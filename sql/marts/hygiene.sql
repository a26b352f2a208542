-- One row per source and flag: events that are no customers', and whether they count
select
    source,
    flag,
    count(*) as event_count,
    count(distinct customer_id) as customer_count,
    is_kept as is_in_figures
from int_flagged_events
group by source, flag, is_kept
