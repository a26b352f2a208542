-- One row per journey, before its customer has a persona
with
    mapped as (
        select
            journey_no,
            journey_id,
            customer_id,
            min(customer_no) as customer_no,
            min(journey_index) + 1 as journey_index,
            min(occurred_at) as started_at,
            max(occurred_at) as ended_at,
            count(*) as event_count,
            bool_or(is_conversion) as is_converted,
            sum(value) filter (where is_conversion and cart_role in (0, 4)) as value,
            arg_min(channel, position) filter (where channel is not null) as channel,
            arg_min(device, position) filter (where device is not null) as device,
            arg_max(stage, position) as last_stage
        from events
        where journey_id is not null
        group by journey_no, journey_id, customer_id
    ),
    settled as (
        select
            *,
            case
                when is_converted
                then 'converted'
                when $as_of - ended_at <= $inactive_after
                then 'open'
                else 'dropped'
            end as outcome
        from mapped
    ),
    shortest as (
        select min(journey_movement.step_count) as step_count
        from settled
        inner join journey_movement on journey_movement.journey_no = settled.journey_no
        where settled.outcome = 'converted'
    )
select
    settled.journey_id,
    settled.customer_id,
    settled.journey_index,
    settled.started_at,
    settled.ended_at,
    settled.outcome,
    moves.step_count,
    moves.variant,
    moves.backward_count,
    moves.skip_count,
    moves.ping_pong_count,
    moves.revisit_count,
    case
        when moves.step_count = 1 then 1.0 else moves.forward_count / (moves.step_count - 1)
    end as linearity,
    moves.channel_switch_count,
    moves.concurrent_channels,
    settled.value,
    moves.forward_count,
    case when moves.step_count > 1 then moves.backward_count / (moves.step_count - 1) end as backward_rate,
    case when moves.backward_count > 0 then moves.backward_depth / moves.backward_count end as backward_depth,
    shortest.step_count / moves.step_count as path_efficiency,
    settled.event_count,
    settled.channel,
    settled.device,
    stages.half,
    settled.journey_no,
    settled.customer_no
from settled
inner join journey_movement as moves on moves.journey_no = settled.journey_no
inner join stages on stages.stage = settled.last_stage
cross join shortest
