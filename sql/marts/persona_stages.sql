-- One row per persona and stage
with
    stays as (
        select
            customer_personas.persona,
            journey_steps.journey_no,
            journey_steps.stage,
            journey_steps.dwell_seconds,
            lead(journey_steps.direction) over in_order as next_direction,
            lead(journey_steps.step_index) over in_order is null as is_last
        from journey_steps
        inner join customer_personas on customer_personas.customer_no = journey_steps.customer_no
        window in_order as (partition by journey_steps.journey_no order by journey_steps.step_index)
    ),
    counted as (
        select
            stays.persona,
            stays.stage,
            count(distinct stays.journey_no) as entered_count,
            count(*) filter (where stays.is_last and journeys.outcome = 'dropped') as dropped_count,
            count(*) filter (where stays.is_last and journeys.outcome = 'open') as open_count,
            count(*) filter (where not stays.is_last) as left_count,
            count(*) filter (where stays.next_direction = 'back') as back_count,
            median(stays.dwell_seconds) as median_dwell_seconds
        from stays
        inner join journeys on journeys.journey_no = stays.journey_no
        group by stays.persona, stays.stage
    )
select
    persona_labels.persona,
    stages.stage,
    coalesce(counted.entered_count, 0) as entered_count,
    coalesce(counted.dropped_count, 0) as dropped_count,
    coalesce(counted.open_count, 0) as open_count,
    counted.dropped_count / nullif(counted.entered_count - counted.open_count, 0) as dropoff_rate,
    counted.back_count / nullif(counted.left_count, 0) as back_share,
    counted.median_dwell_seconds
from persona_labels
cross join stages
left join counted on counted.persona = persona_labels.persona and counted.stage = stages.stage
