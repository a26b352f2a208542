-- One row per event of each file being loaded: its last row there, and whether it is new, known or corrects
with
    accepted as (
        select file_no, row_id, line_number, source, given_id, same_content_is_one, content_hash, keyset_id
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
        select file_no, row_id, line_number, source, content_hash, keyset_id, given_id as event_id
        from accepted
        where given_id is not null
        union all
        select
            file_no,
            row_id,
            line_number,
            source,
            content_hash,
            keyset_id,
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
            ranked.file_no,
            ranked.row_id,
            ranked.source,
            ranked.event_id,
            ranked.content_hash,
            ranked.keyset_id,
            load_files.precedence
        from ranked
        inner join load_files on load_files.file_no = ranked.file_no
        where ranked.place = 1
    ),
    known as (
        select event_log.source, event_log.event_id, event_log.content_hash, files.precedence
        from event_log
        inner join files on files.file_id = event_log.file_id
        where event_log.source in (select source from load_files)
        union all
        select costs.source, costs.event_id, costs.content_hash, files.precedence
        from ad_cost_log as costs
        inner join files on files.file_id = costs.file_id
        where costs.source in (select source from load_files)
    ),
    met as (
        select
            versions.*,
            known.event_id is not null as is_in_state,
            known.content_hash as known_content,
            coalesce(known.precedence > versions.precedence, false) as is_outdated
        from versions
        left join known on known.event_id = versions.event_id and known.source = versions.source
    ),
    in_order as (
        select
            *,
            coalesce(
                lag(content_hash) over (
                    partition by event_id, source, is_outdated order by precedence, file_no
                ),
                known_content
            ) as content_before,
            not is_outdated
            and row_number() over (
                partition by event_id, source, is_outdated order by precedence desc, file_no desc
            )
            = 1 as is_final
        from met
    )
select
    file_no,
    row_id,
    source,
    event_id,
    content_hash,
    keyset_id,
    is_in_state,
    case
        when is_outdated
        then 'known'
        when content_before is null
        then 'new'
        when content_before = content_hash
        then 'known'
        else 'corrected'
    end as novelty,
    is_final and content_hash is distinct from known_content as is_stored,
    is_final and content_hash is not distinct from known_content as is_confirmed
from in_order
