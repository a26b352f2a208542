-- One row per source and event: how much of it a rule maps
with
    places as (
        select source, event_name, touchpoint, stage, count(*) as event_count
        from events
        group by source, event_name, touchpoint, stage
    )
select
    source,
    event_name,
    cast(sum(event_count) as bigint) as event_count,
    cast(coalesce(sum(event_count) filter (where touchpoint is not null), 0) as bigint) as mapped_count,
    arg_max(touchpoint, struct_pack(event_count := event_count, touchpoint := touchpoint)) filter (
        where touchpoint is not null
    ) as touchpoint,
    arg_max(stage, struct_pack(event_count := event_count, touchpoint := touchpoint)) filter (
        where touchpoint is not null
    ) as stage
from places
group by source, event_name
