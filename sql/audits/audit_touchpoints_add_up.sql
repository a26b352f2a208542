-- No row: touchpoints add up to the mapped events
select 1
where (select coalesce(sum(event_count), 0) from touchpoints) <> (select count(journey_no) from event_codes)
