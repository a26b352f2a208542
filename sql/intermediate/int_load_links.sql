-- One row per linking row of the files being loaded, equal ones of a file once, and whether the link is known
with
    ranked as (
        select
            file_no,
            row_id,
            source,
            occurred_at,
            keyset_id,
            row_number() over (partition by file_no, content_hash order by line_number, row_id) as place,
            min(file_no) over (partition by source, occurred_at, keyset_id) as first_file_no
        from int_load_rows
        where not is_event and reason is null
    ),
    known as (
        select distinct source, occurred_at, keyset_id
        from identity_links
        where source in (select source from load_files)
    )
select
    ranked.file_no,
    ranked.row_id,
    case
        when known.keyset_id is not null or ranked.first_file_no < ranked.file_no then 'known' else 'new'
    end as novelty
from ranked
left join
    known
    on known.keyset_id = ranked.keyset_id
    and known.source = ranked.source
    and known.occurred_at is not distinct from ranked.occurred_at
where ranked.place = 1
