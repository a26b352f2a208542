-- One row per event of the state that a file being loaded may tell again
select
    known.source,
    events.event_id,
    events.event_key,
    events.content_key,
    files.precedence,
    events.rowid as row_no
from event_rows as events
inner join signatures as known on known.signature_no = events.signature_no
inner join files on files.file_no = events.file_no
where events.event_key in (select event_key from load_event_keys)
union all
select
    costs.source,
    costs.event_id,
    hash(costs.source, costs.event_id) as event_key,
    costs.content_key,
    files.precedence,
    cast(null as bigint) as row_no
from ad_cost_log as costs
inner join files on files.file_id = costs.file_id
where costs.source in (select source from load_files)
