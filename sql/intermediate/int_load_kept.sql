-- One row per staged row of the files being loaded that adds to the state: an event, a correction or a link
select file_no, row_id, novelty as addition
from int_load_events
where novelty <> 'known'
union all
select file_no, row_id, 'link' as addition
from int_load_links
where novelty <> 'known'
