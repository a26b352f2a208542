-- No row: moves of the stage graph = moves counted in the journeys
select 1
where
    (select coalesce(sum(transition_count), 0) from transitions where level = 'stage' and direction = 'back')
    <> (select coalesce(sum(backward_count), 0) from journeys)
