-- One row per event of the state that a file being loaded may tell again; of the others only keys are read
with
    met as materialized(
        select rowid as row_no from event_rows where event_key in (select event_key from load_event_keys)
    )
select known.source, events.event_id, events.event_key, events.content_key, files.precedence, met.row_no
from met
inner join event_rows as events on events.rowid = met.row_no
inner join signatures as known on known.signature_no = events.signature_no
inner join files on files.file_no = events.file_no
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
