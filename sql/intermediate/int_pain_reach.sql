-- One row per pain point: customers who meet it in thirty days, on average over the time seen
with
    bounds as (select min(occurred_at) as first_at, max(occurred_at) as last_at from events),
    touches as (
        select pain_points.pain_id, stays.customer_no, stays.entered_at as met_at
        from pain_points
        inner join int_touchpoint_steps as stays on stays.touchpoint = pain_points.touchpoint
        where pain_points.kind <> 'friction'
        union all
        select pain_points.pain_id, carts.customer_no, carts.last_activity_at as met_at
        from pain_points
        inner join carts on list_contains(carts.friction, pain_points.touchpoint)
        where pain_points.compared_with = 'carts'
        union all
        select pain_points.pain_id, events.customer_no, events.occurred_at as met_at
        from pain_points
        inner join events on events.friction = pain_points.touchpoint
        where pain_points.compared_with = 'visits'
    ),
    months as (
        select distinct
            touches.pain_id,
            touches.customer_no,
            floor(date_diff('microsecond', touches.met_at, bounds.last_at) / (30 * 86400e6)) as months_ago
        from touches
        cross join bounds
    )
select
    months.pain_id,
    count(*)
    * 30
    / greatest(
        min(date_diff('microsecond', bounds.first_at, bounds.last_at)) / 86400e6, 1
    ) as customers_per_month
from months
cross join bounds
group by months.pain_id
