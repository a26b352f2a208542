-- One row per event of each file being loaded: its last row there, and whether it is new, known or corrects
with
    accepted as (
        select file_no, row_id, line_number, source, given_id, same_content_is_one, content_hash
        from int_load_rows
        where is_event and reason is null
    ),
    repeats as (
        select
            *,
            row_number() over (partition by file_no, content_hash order by line_number, row_id)
            - 1 as seen_before
        from accepted
        where given_id is null
    ),
    named as (
        select file_no, row_id, line_number, source, content_hash, given_id as event_id
        from accepted
        where given_id is not null
        union all
        select
            file_no,
            row_id,
            line_number,
            source,
            content_hash,
            content_hash || '-' || case when same_content_is_one then 0 else seen_before end as event_id
        from repeats
    ),
    ranked as (
        select
            *,
            row_number() over (
                partition by event_id, file_no order by line_number desc, content_hash desc, row_id
            ) as place
        from named
    ),
    versions as (
        select
            file_no,
            row_id,
            source,
            event_id,
            content_hash,
            lag(content_hash) over (partition by event_id, source order by file_no) as content_before
        from ranked
        where place = 1
    ),
    known as (
        select source, event_id, content_hash from event_log where source in (select source from load_files)
    ),
    compared as (
        select
            versions.file_no,
            versions.row_id,
            versions.source,
            versions.event_id,
            known.event_id is not null as is_in_state,
            case
                when coalesce(versions.content_before, known.content_hash) is null
                then 'new'
                when coalesce(versions.content_before, known.content_hash) = versions.content_hash
                then 'known'
                else 'corrected'
            end as novelty
        from versions
        left join known on known.event_id = versions.event_id and known.source = versions.source
    )
select
    *,
    novelty <> 'known'
    and row_number() over (
        partition by event_id, source order by case when novelty = 'known' then 1 else 0 end, file_no desc
    )
    = 1 as is_stored
from compared
