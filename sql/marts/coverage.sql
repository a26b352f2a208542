-- One row per source and event: how much of it a rule maps
with
    said as (select signature_no, count(*) as event_count from event_codes group by signature_no),
    places as (
        select
            words.source,
            words.event_name,
            words.touchpoint,
            words.stage,
            cast(sum(said.event_count) as bigint) as event_count
        from said
        inner join event_words as words on words.signature_no = said.signature_no
        group by words.source, words.event_name, words.touchpoint, words.stage
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
