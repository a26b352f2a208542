-- One row per customer: the figures that a persona's rule may ask for
with
    walked as (
        select
            customer_no,
            count(*) as journey_count,
            cast(sum(step_count) as bigint) as step_count,
            cast(sum(backward_count) as bigint) as backward_count,
            cast(sum(step_count - 1) as bigint) as move_count,
            sum(value) as value,
            max_by(outcome, journey_index) as outcome
        from int_journeys
        group by customer_no
    ),
    considered as (
        select
            journey_steps.customer_no,
            date_diff('microsecond', min(journey_steps.entered_at), max(journey_steps.left_at))
            / 86400e6 as days
        from journey_steps
        inner join stages on stages.stage = journey_steps.stage
        where stages.half = 'buyer' and not stages.is_conversion
        group by journey_steps.customer_no
    ),
    baskets as (
        select
            customer_no,
            count(*) as cart_count,
            count(*) filter (where outcome in ('abandoned', 'recovered')) as abandoned_count,
            count(*) filter (where outcome = 'recovered') as recovered_count
        from carts
        group by customer_no
    )
select
    seen.customer_no,
    seen.session_count,
    seen.event_count,
    coalesce(walked.journey_count, 0) as journey_count,
    coalesce(walked.step_count, 0) as step_count,
    case when walked.move_count > 0 then walked.backward_count / walked.move_count end as backward_rate,
    coalesce(walked.backward_count, 0) as backward_count,
    facts.days_active,
    date_diff('microsecond', seen.first_seen_at, facts.first_converted_at) / 86400e6 as days_to_convert,
    walked.value,
    facts.purchase_count,
    coalesce(baskets.cart_count, 0) as cart_count,
    coalesce(baskets.abandoned_count, 0) as abandoned_count,
    coalesce(baskets.recovered_count, 0) as recovered_count,
    facts.ticket_count,
    facts.mobile_share,
    facts.main_device,
    facts.main_channel,
    facts.first_channel,
    considered.days as consideration_days,
    facts.score_mean,
    walked.outcome
from walked_customers as seen
inner join walked_facts as facts on facts.customer_no = seen.customer_no
left join walked on walked.customer_no = seen.customer_no
left join considered on considered.customer_no = seen.customer_no
left join baskets on baskets.customer_no = seen.customer_no
