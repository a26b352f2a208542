-- One row per stay inside a visit at a touchpoint where a friction shows: the frictions met, and whether
-- the visit ended there
with
    marked as (
        select
            session_id,
            customer_id,
            touchpoint,
            occurred_at,
            position,
            friction,
            lead(touchpoint) over in_order as next_touchpoint,
            lag(touchpoint) over in_order is distinct from touchpoint as is_new
        from events
        where session_id is not null and touchpoint is not null
        window in_order as (partition by session_id order by position)
    ),
    numbered as (
        select
            marked.*,
            sum(case when marked.is_new then 1 else 0 end) over (
                partition by marked.session_id, marked.touchpoint
                order by marked.position
                rows unbounded preceding
            ) as stay_index
        from marked
        where marked.touchpoint in (select touchpoint from int_friction_places)
    )
select
    session_id,
    customer_id,
    touchpoint,
    stay_index,
    list_distinct(list(friction)) as friction,
    max(occurred_at) as left_at,
    bool_or(next_touchpoint is null) as is_last
from numbered
group by session_id, customer_id, touchpoint, stay_index
