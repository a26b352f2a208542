-- One row per linking row of the file being loaded, equal ones once, and whether the state knows the link
with
    ranked as (
        select
            row_id,
            occurred_at,
            keyset_id,
            row_number() over (partition by content_hash order by line_number, row_id) as place
        from int_load_rows
        where not is_event and reason is null
    ),
    known as (select distinct occurred_at, keyset_id from identity_links where source = $source)
select ranked.row_id, case when known.keyset_id is null then 'new' else 'known' end as novelty
from ranked
left join
    known on known.keyset_id = ranked.keyset_id and known.occurred_at is not distinct from ranked.occurred_at
where ranked.place = 1
