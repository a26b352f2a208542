-- One row per event of nobody's on a kiosk: the session on that device that stands for an anonymous customer
with
    nobodys as (
        select
            *,
            lag(occurred_at) over (
                partition by device_no order by occurred_at, sequence, source, event_id
            ) as previous_at
        from int_shared_device_events
        where person_no is null
    ),
    numbered as (
        select
            *,
            count(*) filter (where previous_at is null or occurred_at - previous_at > $session_timeout) over (
                partition by device_no
                order by occurred_at, sequence, source, event_id
                rows between unbounded preceding and current row
            ) as session_number
        from nobodys
    )
select
    row_no,
    device_no,
    first_value(source || ':' || event_id) over (
        partition by device_no, session_number
        order by occurred_at, sequence, source, event_id
        rows between unbounded preceding and unbounded following
    ) as session_name
from numbered
