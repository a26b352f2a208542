-- One row per friction: the stage and the touchpoint where most of its signs are
with
    counted as (
        select friction, stage, touchpoint, count(*) as event_count
        from events
        where friction is not null
        group by friction, stage, touchpoint
    ),
    ordered as (
        select
            friction,
            stage,
            touchpoint,
            row_number() over (
                partition by friction order by stage is null, event_count desc, stage, touchpoint
            ) as place
        from counted
    )
select friction, stage, touchpoint
from ordered
where place = 1
