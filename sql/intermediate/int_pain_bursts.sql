-- One row per kind and place that came in a burst: the first and the last sign inside it
with
    friction_bursts as (
        select
            episodes.place, min(events.occurred_at) as first_seen_at, max(events.occurred_at) as last_seen_at
        from pain_episodes as episodes
        inner join
            events
            on events.friction = episodes.place
            and cast(events.occurred_at as date) between episodes.first_day and episodes.last_day
        where episodes.kind = 'friction'
        group by episodes.place
    )
select 'friction' as kind, place, first_seen_at, last_seen_at
from friction_bursts
union all
select 'back' as kind, place, first_seen_at, last_seen_at
from int_setbacks
