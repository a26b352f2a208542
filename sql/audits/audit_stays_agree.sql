-- No row: stays at a stage = arrivals there in the stage graph
select arrivals.stage
from
    (
        select to_node as stage, sum(transition_count) as arrival_count
        from transitions
        where level = 'stage' and to_node <> 'END'
        group by to_node
    ) as arrivals
full join
    (select stage, count(*) as stay_count from journey_steps group by stage) as stays
    on stays.stage = arrivals.stage
where arrivals.arrival_count is distinct from stays.stay_count
