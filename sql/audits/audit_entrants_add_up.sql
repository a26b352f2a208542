-- No row: entrants of a stage = forward + skip + back + dropped + open + finished
select node
from dropoff
where
    level = 'stage'
    and entered_count <> forward_count + skip_count + back_count + dropped_count + open_count + finished_count
