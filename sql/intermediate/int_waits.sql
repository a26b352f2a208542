-- One row per stay at a touchpoint outside sessions that the journey moved on from: its hours and their
-- rank in the stage
with
    outside as (
        select touchpoint
        from events
        where touchpoint is not null
        group by touchpoint
        having 2 * count(session_id) <= count(*)
    ),
    waits as (
        select
            stays.stage,
            stays.touchpoint,
            stays.customer_id,
            stays.journey_id,
            stays.entered_at,
            date_diff('microsecond', stays.entered_at, stays.next_entered_at) / 3600e6 as hours
        from int_touchpoint_steps as stays
        inner join outside on outside.touchpoint = stays.touchpoint
        where not stays.is_last
    )
select
    stage,
    touchpoint,
    customer_id,
    journey_id,
    entered_at,
    hours,
    (rank() over (partition by stage order by hours) + (count(*) over (partition by stage, hours) - 1) / 2)
    / count(*) over (partition by stage) as rank_share
from waits
