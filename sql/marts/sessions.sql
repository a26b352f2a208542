-- One row per session
select
    session_id,
    min(customer_id) as customer_id,
    arg_min(source, position) as source,
    min(occurred_at) as started_at,
    max(occurred_at) as ended_at,
    count(*) as event_count,
    date_diff('microsecond', min(occurred_at), max(occurred_at)) / 1e6 as duration_seconds,
    arg_min(channel, position) filter (where channel is not null) as channel,
    arg_min(page, position) filter (where page is not null) as entry_page,
    arg_max(page, position) filter (where page is not null) as exit_page,
    bool_or(is_conversion) as is_converted,
    arg_min(device, position) filter (where device is not null) as device,
    min(session_no) as session_no
from events
where session_id is not null
group by session_id
