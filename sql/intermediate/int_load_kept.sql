-- One row per staged row of the file being loaded that adds to the state: an event, a correction or a link
select row_id, novelty as addition
from int_load_events
where novelty <> 'known'
union all
select row_id, 'link' as addition
from int_load_links
where novelty <> 'known'
