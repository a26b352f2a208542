-- One row per event of each file being loaded that another row tells too, here or in the state: its last
-- row in
-- the
-- file, and whether it is new, known or corrects
with
    named as (
        select
            chosen.file_no,
            chosen.row_id,
            chosen.line_number,
            load_files.source,
            load_files.precedence,
            chosen.content_key,
            chosen.value_key,
            chosen.event_key,
            coalesce(made.event_id, staged.event_id) as event_id
        from load_contested as chosen
        inner join load_files on load_files.file_no = chosen.file_no
        inner join int_staged as staged on staged.row_id = chosen.row_id
        left join int_load_made_ids as made on made.row_id = chosen.row_id
    ),
    ranked as (
        select
            *,
            row_number() over (
                partition by source, event_id, file_no order by line_number desc, value_key desc, row_id
            ) as place
        from named
    ),
    versions as (select * from ranked where place = 1),
    known as (
        select told.source, told.event_id, told.content_key, told.precedence, told.row_no
        from int_load_known as told
    ),
    met as (
        select
            versions.*,
            known.event_id is not null as is_in_state,
            known.row_no as known_row_no,
            known.content_key as known_content,
            coalesce(known.precedence > versions.precedence, false) as is_outdated
        from versions
        left join known on known.event_id = versions.event_id and known.source = versions.source
    ),
    in_order as (
        select
            *,
            coalesce(
                lag(content_key) over (
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
    event_key,
    is_in_state,
    known_row_no,
    case
        when is_outdated
        then 'known'
        when content_before is null
        then 'new'
        when content_before = content_key
        then 'known'
        else 'corrected'
    end as novelty,
    is_final and content_key is distinct from known_content as is_stored,
    is_final and content_key is not distinct from known_content as is_confirmed
from in_order
