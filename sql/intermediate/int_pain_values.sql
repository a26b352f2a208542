-- One row per pain point whose loss has a price: what one customer is worth who is not lost there
with
    journeys_on as (
        select
            pain_points.pain_id,
            stays.journey_no,
            max(case when stays.outcome = 'converted' then stays.value else 0.0 end) as value
        from pain_points
        inner join int_touchpoint_steps as stays on stays.touchpoint = pain_points.touchpoint
        where pain_points.kind = 'drop' and stays.outcome <> 'open'
        group by pain_points.pain_id, stays.journey_no
        having not bool_or(stays.is_last and stays.outcome = 'dropped')
    ),
    carts_left as (
        select
            pain_points.pain_id, case when carts.outcome = 'recovered' then 0.0 else carts.value end as value
        from pain_points
        inner join carts on list_contains(carts.friction, pain_points.touchpoint)
        where pain_points.compared_with = 'carts' and carts.outcome in ('abandoned', 'recovered')
    ),
    priced as (
        select pain_id, value
        from journeys_on
        where
            value is not null
            and exists (
                select 1 from int_touchpoint_steps as priced_steps where priced_steps.value is not null
            )
        union all
        select pain_id, value
        from carts_left
        where value is not null
    )
select
    pain_id,
    count(*) as value_count,
    avg(value) as value_mean,
    coalesce(stddev_samp(value), 0) as value_deviation
from priced
group by pain_id
