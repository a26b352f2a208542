-- One row per stay outside sessions that its journey moved on from: its hours, and their mid-rank among
-- those of the stage
with
    outside as (
        select touchpoint
        from events
        where touchpoint is not null
        group by touchpoint
        having 2 * count(session_no) <= count(*)
    ),
    waits as (
        select
            stays.stage,
            stays.touchpoint,
            stays.customer_no,
            stays.journey_no,
            stays.entered_at,
            date_diff('microsecond', stays.entered_at, stays.next_entered_at) / 3600e6 as hours
        from int_touchpoint_steps as stays
        inner join outside on outside.touchpoint = stays.touchpoint
        where not stays.is_last
    ),
    totals as (select stage, count(*) as wait_count from waits group by stage),
    ranked as (
        select
            *,
            rank() over (partition by stage order by hours) as first_rank,
            cume_dist() over (partition by stage order by hours) as last_share
        from waits
    )
select
    ranked.stage,
    ranked.touchpoint,
    ranked.customer_no,
    ranked.journey_no,
    ranked.entered_at,
    ranked.hours,
    (ranked.first_rank / totals.wait_count + ranked.last_share) / 2 as rank_share
from ranked
inner join totals on totals.stage = ranked.stage
