-- No row: converted + dropped + open = journeys, by node and over all
select level
from dropoff
where level <> 'channel'
group by level
having sum(dropped_count + open_count + finished_count) <> (select count(*) from journeys)
