-- One row per event whose source's own session id is trusted: the number of that id
select events.rowid as row_no, dense_rank() over (order by said.source, events.session_key) - 1 as key_no
from event_rows as events
inner join signatures as said on said.signature_no = events.signature_no
where events.session_key is not null and said.source in (select source from native_sources)
