-- No row: journeys that end at a node = dropped + open + finished there, as the graph's edges to END say
select dropoff.level, node
from dropoff
left join transitions on transitions.level = dropoff.level and from_node = node and to_node = 'END'
where dropped_count + open_count + finished_count <> coalesce(transition_count, 0)
