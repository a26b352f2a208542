-- No row: sessions add up to the events that have one
select 1
where (select coalesce(sum(event_count), 0) from sessions) <> (select count(session_no) from event_codes)
