-- One row per event of the file being loaded: its last row, and whether the state knows it
with
    accepted as (
        select row_id, line_number, given_id, content_hash
        from int_load_rows
        where is_event and reason is null
    ),
    repeats as (
        select
            *, row_number() over (partition by content_hash order by line_number, row_id) - 1 as seen_before
        from accepted
        where given_id is null
    ),
    named as (
        select row_id, line_number, content_hash, given_id as event_id
        from accepted
        where given_id is not null
        union all
        select
            row_id,
            line_number,
            content_hash,
            content_hash || '-' || case when $same_content_is_one then 0 else seen_before end as event_id
        from repeats
    ),
    ranked as (
        select
            *,
            row_number() over (
                partition by event_id order by line_number desc, content_hash desc, row_id
            ) as place
        from named
    ),
    known as (select event_id, content_hash from event_log where source = $source)
select
    ranked.row_id,
    ranked.event_id,
    case
        when known.event_id is null
        then 'new'
        when known.content_hash = ranked.content_hash
        then 'known'
        else 'corrected'
    end as novelty
from ranked
left join known on known.event_id = ranked.event_id
where ranked.place = 1
