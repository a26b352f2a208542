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
            stays.journey_no,
            stays.customer_no,
            stays.step_index,
            stays.entered_at,
            stays.left_at,
            stays.node as touchpoint,
            stays.outcome,
            stays.value
        from stays
        left join surveys on surveys.touchpoint = stays.node
        where stays.level = 'touchpoint' and surveys.touchpoint is null
    ),
    joined as (
        select
            *,
            lag(touchpoint) over in_order as previous_touchpoint,
            lag(left_at) over in_order as previous_left_at,
            max(left_at) over (partition by journey_no) as last_left_at
        from placed
        window in_order as (partition by journey_no order by step_index)
    ),
    followed as (
        select
            *,
            lead(touchpoint) over in_order as next_touchpoint,
            lead(entered_at) over in_order as next_entered_at,
            coalesce(lead(previous_left_at) over in_order, last_left_at) as stay_left_at
        from joined
        where previous_touchpoint is distinct from touchpoint
        window in_order as (partition by journey_no order by step_index)
    ),
    staged as (
        select
            declared_touchpoints.touchpoint,
            stages.stage,
            stages.stage_index,
            stages.half,
            stages.is_conversion
        from declared_touchpoints
        inner join stages on stages.stage = declared_touchpoints.stage
    )
select
    followed.journey_no,
    followed.customer_no,
    followed.touchpoint,
    here.stage,
    here.is_conversion,
    followed.entered_at,
    followed.stay_left_at as left_at,
    followed.next_entered_at,
    followed.next_touchpoint is null as is_last,
    coalesce(onward.stage_index < here.stage_index and onward.half = here.half, false) as is_back,
    followed.outcome,
    followed.value
from followed
inner join staged as here on here.touchpoint = followed.touchpoint
left join staged as onward on onward.touchpoint = followed.next_touchpoint
