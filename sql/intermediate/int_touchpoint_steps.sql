-- One row per stay at a touchpoint, with what came next in its journey; answering a survey is no stay
with
    surveys as (
        select touchpoint
        from events
        where touchpoint is not null
        group by touchpoint
        having 2 * count(score) > count(*)
    ),
    placed as (
        select
            steps.journey_id,
            steps.customer_id,
            steps.step_index,
            steps.entered_at,
            steps.left_at,
            steps.node as touchpoint,
            coalesce(
                steps.node <> lag(steps.node) over (partition by steps.journey_id order by steps.step_index),
                true
            ) as is_new
        from steps
        left join surveys on surveys.touchpoint = steps.node
        where steps.level = 'touchpoint' and surveys.touchpoint is null
    ),
    numbered as (
        select
            *,
            sum(case when is_new then 1 else 0 end) over (
                partition by journey_id order by step_index rows unbounded preceding
            ) as stay_index
        from placed
    ),
    stays as (
        select
            journey_id,
            customer_id,
            touchpoint,
            stay_index,
            min(entered_at) as entered_at,
            max(left_at) as left_at
        from numbered
        group by journey_id, customer_id, touchpoint, stay_index
    ),
    staged as (
        select stays.*, touchpoint_places.stage, stages.stage_index, stages.half, stages.is_conversion
        from stays
        inner join touchpoint_places on touchpoint_places.touchpoint = stays.touchpoint
        inner join stages on stages.stage = touchpoint_places.stage
    ),
    followed as (
        select
            *,
            lead(stage_index) over in_order as next_stage_index,
            lead(half) over in_order as next_half,
            lead(entered_at) over in_order as next_entered_at
        from staged
        window in_order as (partition by journey_id order by stay_index)
    )
select
    followed.journey_id,
    followed.customer_id,
    followed.touchpoint,
    followed.stage,
    followed.is_conversion,
    followed.entered_at,
    followed.left_at,
    followed.next_entered_at,
    followed.next_stage_index is null as is_last,
    coalesce(
        followed.next_stage_index < followed.stage_index and followed.next_half = followed.half, false
    ) as is_back,
    journeys.outcome,
    journeys.value
from followed
inner join journeys on journeys.journey_id = followed.journey_id
