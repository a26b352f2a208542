-- One row per persona of the journey file, with its counts
with
    walked as (
        select
            customer_personas.persona,
            journeys.customer_no,
            count(*) filter (where journeys.outcome <> 'open') as settled_count,
            count(*) filter (where journeys.outcome = 'converted') as converted_count,
            sum(journeys.value) filter (where journeys.outcome = 'converted') as value
        from journeys
        inner join customer_personas on customer_personas.customer_no = journeys.customer_no
        group by customer_personas.persona, journeys.customer_no
    ),
    customers as (
        select
            persona,
            count(*) as customer_count,
            cast(sum(settled_count) as bigint) as settled_count,
            cast(sum(settled_count * settled_count) as bigint) as settled_squares,
            cast(sum(converted_count) as bigint) as converted_count,
            avg(value) as mean_value
        from walked
        group by persona
    ),
    paths as (
        select
            customer_personas.persona,
            median(journeys.step_count) as median_steps,
            avg(journeys.backward_rate) as backward_rate,
            median(date_diff('microsecond', journeys.started_at, journeys.ended_at)) / 86400e6 as median_days
        from journeys
        inner join customer_personas on customer_personas.customer_no = journeys.customer_no
        group by customer_personas.persona
    ),
    baskets as (
        select
            customer_personas.persona,
            count(*) filter (where carts.outcome in ('converted', 'abandoned', 'recovered')) as settled_count,
            count(*) filter (where carts.outcome in ('abandoned', 'recovered')) as abandoned_count
        from carts
        inner join customer_personas on customer_personas.customer_no = carts.customer_no
        group by customer_personas.persona
    ),
    answers as (
        select
            customer_personas.persona,
            count(*) as answer_count,
            count(*) filter (where events.score_raw >= 9) as promoter_count,
            count(*) filter (where events.score_raw <= 6) as detractor_count
        from events
        inner join customer_personas on customer_personas.customer_no = events.customer_no
        where events.score_kind = 'nps' and events.score_raw is not null
        group by customer_personas.persona
    )
select
    persona_labels.persona,
    persona_labels.label,
    coalesce(customers.customer_count, 0) as customer_count,
    coalesce(customers.settled_count, 0) as settled_count,
    coalesce(customers.settled_squares, 0) as settled_squares,
    coalesce(customers.converted_count, 0) as converted_count,
    customers.mean_value,
    paths.median_steps,
    paths.backward_rate,
    paths.median_days,
    coalesce(baskets.settled_count, 0) as cart_count,
    coalesce(baskets.abandoned_count, 0) as abandoned_count,
    coalesce(answers.answer_count, 0) as answer_count,
    coalesce(answers.promoter_count, 0) as promoter_count,
    coalesce(answers.detractor_count, 0) as detractor_count
from persona_labels
left join customers on customers.persona = persona_labels.persona
left join paths on paths.persona = persona_labels.persona
left join baskets on baskets.persona = persona_labels.persona
left join answers on answers.persona = persona_labels.persona
