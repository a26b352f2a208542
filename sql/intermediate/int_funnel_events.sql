-- One row per event that is a step of the funnel, in the order of its unit
select
    case $unit when 'customer' then customer_id when 'session' then session_id else journey_id end as unit_id,
    position,
    occurred_at,
    event_name
from events
where
    list_contains($steps, event_name)
    and case $unit when 'customer' then customer_id when 'session' then session_id else journey_id end
    is not null
