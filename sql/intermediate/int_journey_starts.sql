-- One row per period and day back from its end: journeys started, and their customers
select
    started_at > $after_from as is_after,
    cast(
        floor(
            date_diff(
                'microsecond',
                started_at,
                case when started_at > $after_from then $after_to else $after_from end
            )
            / 86400e6
        ) as bigint
    ) as days_ago,
    count(*) as journey_count,
    count(distinct customer_id) as customer_count
from journeys
where started_at > $before_from and started_at <= $after_to
group by is_after, days_ago
