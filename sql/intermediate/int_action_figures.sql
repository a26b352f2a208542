-- One row per pain point: how many meet it, and what one of them is worth
select
    pain_points.pain_id,
    pain_points.difference,
    pain_points.difference_low,
    pain_points.difference_high,
    coalesce(int_pain_reach.customers_per_month, 0) as customers_per_month,
    coalesce(int_pain_values.value_count, 0) as value_count,
    int_pain_values.value_mean,
    int_pain_values.value_deviation
from pain_points
left join int_pain_reach on int_pain_reach.pain_id = pain_points.pain_id
left join int_pain_values on int_pain_values.pain_id = pain_points.pain_id
