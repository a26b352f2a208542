-- No row: every event has one customer, and customers add up to the events
select 1 where (select coalesce(sum(event_count), 0) from customers) <> (select count(*) from event_codes)
