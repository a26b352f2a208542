-- One row per level and node: where journeys end
select
    counted.level,
    counted.node,
    counted.entered_count,
    counted.continued_count,
    counted.dropped_count,
    counted.open_count,
    counted.finished_count,
    counted.dropoff_rate,
    counted.forward_count,
    counted.skip_count,
    counted.back_count,
    next_times.median_next_seconds
from int_dropoff as counted
left join next_times on next_times.level = counted.level and next_times.node = counted.node
