-- One row per customer: the figures that a persona's rule may ask for
with
    seen as (
        select
            customer_id,
            count(*) as event_count,
            count(distinct session_id) as session_count,
            count(distinct date_trunc('day', occurred_at)) as days_active,
            min(occurred_at) as first_seen_at,
            min(occurred_at) filter (where is_conversion) as first_converted_at,
            count(*) filter (where is_conversion and cart_role in (0, 4)) as purchase_count,
            count(*) filter (where stage = 'support') as ticket_count,
            avg(
                case when lower(device) = 'mobile' then 1.0 when device is not null then 0.0 end
            ) as mobile_share,
            min_by(channel, position) filter (where channel is not null) as first_channel,
            avg(score) as score_mean
        from events
        group by customer_id
    ),
    devices as (
        select customer_id, device, count(*) as event_count
        from events
        where device is not null
        group by customer_id, device
    ),
    main_devices as (
        select
            customer_id,
            device,
            row_number() over (partition by customer_id order by event_count desc, device) as place
        from devices
    ),
    channels as (
        select customer_id, channel, count(*) as event_count
        from events
        where channel is not null
        group by customer_id, channel
    ),
    main_channels as (
        select
            customer_id,
            channel,
            row_number() over (partition by customer_id order by event_count desc, channel) as place
        from channels
    ),
    walked as (
        select
            customer_id,
            count(*) as journey_count,
            cast(sum(step_count) as bigint) as step_count,
            cast(sum(backward_count) as bigint) as backward_count,
            cast(sum(step_count - 1) as bigint) as move_count,
            sum(value) as value,
            max_by(outcome, journey_index) as outcome
        from int_journeys
        group by customer_id
    ),
    considered as (
        select
            journey_steps.customer_id,
            date_diff('microsecond', min(journey_steps.entered_at), max(journey_steps.left_at))
            / 86400e6 as days
        from journey_steps
        inner join stages on stages.stage = journey_steps.stage
        where stages.half = 'buyer' and not stages.is_conversion
        group by journey_steps.customer_id
    ),
    baskets as (
        select
            customer_id,
            count(*) as cart_count,
            count(*) filter (where outcome in ('abandoned', 'recovered')) as abandoned_count,
            count(*) filter (where outcome = 'recovered') as recovered_count
        from carts
        group by customer_id
    )
select
    seen.customer_id,
    seen.session_count,
    seen.event_count,
    coalesce(walked.journey_count, 0) as journey_count,
    coalesce(walked.step_count, 0) as step_count,
    case when walked.move_count > 0 then walked.backward_count / walked.move_count end as backward_rate,
    coalesce(walked.backward_count, 0) as backward_count,
    seen.days_active,
    date_diff('microsecond', seen.first_seen_at, seen.first_converted_at) / 86400e6 as days_to_convert,
    walked.value,
    seen.purchase_count,
    coalesce(baskets.cart_count, 0) as cart_count,
    coalesce(baskets.abandoned_count, 0) as abandoned_count,
    coalesce(baskets.recovered_count, 0) as recovered_count,
    seen.ticket_count,
    seen.mobile_share,
    main_devices.device as main_device,
    main_channels.channel as main_channel,
    seen.first_channel,
    considered.days as consideration_days,
    seen.score_mean,
    walked.outcome
from seen
left join main_devices on main_devices.customer_id = seen.customer_id and main_devices.place = 1
left join main_channels on main_channels.customer_id = seen.customer_id and main_channels.place = 1
left join walked on walked.customer_id = seen.customer_id
left join considered on considered.customer_id = seen.customer_id
left join baskets on baskets.customer_id = seen.customer_id
