-- No row: stays at stages add up to their journeys' events
select 1
where
    (select coalesce(sum(event_count), 0) from journey_steps)
    <> (select coalesce(sum(event_count), 0) from journeys)
