-- One row per customer
with
    last_journeys as (
        select customer_no, arg_max(outcome, journey_index) as outcome from int_journeys group by customer_no
    )
select
    names.customer_id,
    seen.first_seen_at,
    seen.last_seen_at,
    seen.event_count,
    seen.session_count,
    seen.journey_count,
    last_journeys.outcome,
    seen.stage,
    customer_personas.persona,
    seen.value,
    names.is_known,
    seen.customer_no
from walked_customers as seen
inner join customer_names as names on names.customer_no = seen.customer_no
left join last_journeys on last_journeys.customer_no = seen.customer_no
left join customer_personas on customer_personas.customer_no = seen.customer_no
