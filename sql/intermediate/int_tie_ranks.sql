-- One row per event that stands at one instant with others of its customer and source: the place of its id
select events.rowid as row_no, row_number() over (order by events.event_id) - 1 as rank
from event_rows as events
where events.rowid in (select row_no from tied_events)
