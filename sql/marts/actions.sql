-- One row per pain point: who should do what kind of thing about it, and what a month of it costs
with
    placed as (
        select
            pain_points.*,
            case
                when pain_points.kind = 'friction' then frictions.touchpoint else pain_points.touchpoint
            end as done_at
        from pain_points
        left join
            int_friction_places as frictions
            on frictions.friction = pain_points.touchpoint
            and pain_points.kind = 'friction'
    ),
    weighed as (
        select
            placed.pain_id,
            placed.touchpoint,
            placed.stage,
            placed.owner,
            fixes.fix,
            worth.customers_per_month,
            worth.value_at_stake,
            worth.value_low,
            worth.value_high,
            worth.currency,
            coalesce(declared_touchpoints.effort, 'medium') as effort,
            case
                coalesce(declared_touchpoints.effort, 'medium') when 'low' then 1 when 'medium' then 2 else 4
            end as weight
        from placed
        inner join action_values as worth on worth.pain_id = placed.pain_id
        inner join action_fixes as fixes on fixes.kind = placed.kind
        left join declared_touchpoints on declared_touchpoints.touchpoint = placed.done_at
    )
select
    pain_id as action_id,
    pain_id,
    touchpoint,
    stage,
    owner,
    fix,
    round(customers_per_month, 10) as customers_per_month,
    round(value_at_stake, 6) as value_at_stake,
    round(value_low, 6) as value_low,
    round(value_high, 6) as value_high,
    currency,
    effort,
    round(value_at_stake / weight, 6) as priority,
    row_number() over (
        order by value_at_stake / weight desc nulls last, customers_per_month / weight desc, pain_id
    ) as rank
from weighed
