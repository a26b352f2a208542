-- One row per linking row of the files being loaded, equal ones of a file once, and whether the link is known
with
    linking as (
        select
            chosen.file_no,
            chosen.row_id,
            chosen.line_number,
            load_files.source,
            staged.occurred_at,
            chosen.keyset_no,
            chosen.content_key
        from load_linking as chosen
        inner join load_files on load_files.file_no = chosen.file_no
        inner join int_staged as staged on staged.row_id = chosen.row_id
    ),
    ranked as (
        select
            *,
            row_number() over (partition by file_no, content_key order by line_number, row_id) as place,
            min(file_no) over (partition by source, occurred_at, keyset_no) as first_file_no
        from linking
    ),
    known as (
        select distinct source, occurred_at, keyset_no
        from identity_links
        where source in (select source from load_files)
    )
select
    ranked.file_no,
    ranked.row_id,
    ranked.line_number,
    ranked.source,
    ranked.occurred_at,
    ranked.keyset_no,
    case
        when known.keyset_no is not null or ranked.first_file_no < ranked.file_no then 'known' else 'new'
    end as novelty
from ranked
left join
    known
    on known.keyset_no = ranked.keyset_no
    and known.source = ranked.source
    and known.occurred_at is not distinct from ranked.occurred_at
where ranked.place = 1
