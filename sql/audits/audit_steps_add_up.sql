-- No row: steps add up to their journeys' events at levels stage, touchpoint and event
select level
from steps
where level <> 'channel'
group by level
having sum(event_count) <> (select sum(event_count) from journeys)
