-- No row: coverage adds up to the events
select 1 where (select coalesce(sum(event_count), 0) from coverage) <> (select count(*) from event_codes)
