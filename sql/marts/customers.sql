-- One row per customer
with
    seen as (
        select
            customer_id,
            min(occurred_at) as first_seen_at,
            max(occurred_at) as last_seen_at,
            count(*) as event_count,
            count(distinct session_id) as session_count,
            count(distinct journey_id) as journey_count,
            arg_max(stage, position) filter (where stage is not null) as stage,
            sum(value) filter (where is_conversion and cart_role in (0, 4)) as value,
            bool_or(is_known) as is_known,
            min(customer_no) as customer_no
        from events
        group by customer_id
    ),
    last_journeys as (
        select customer_id, arg_max(outcome, journey_index) as outcome from journeys group by customer_id
    )
select
    seen.customer_id,
    seen.first_seen_at,
    seen.last_seen_at,
    seen.event_count,
    seen.session_count,
    seen.journey_count,
    last_journeys.outcome,
    seen.stage,
    customer_personas.persona,
    seen.value,
    seen.is_known,
    seen.customer_no
from seen
left join last_journeys on last_journeys.customer_id = seen.customer_id
left join customer_personas on customer_personas.customer_id = seen.customer_id
