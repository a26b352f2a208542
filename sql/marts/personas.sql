-- One row per persona
select
    counts.persona,
    counts.label,
    counts.customer_count,
    round(
        coalesce(counts.customer_count / nullif(sum(counts.customer_count) over (), 0), 0), 10
    ) as customer_share,
    counts.converted_count / nullif(counts.settled_count, 0) as conversion_rate,
    ends.conversion_low,
    ends.conversion_high,
    counts.median_steps,
    round(counts.backward_rate, 10) as backward_rate,
    counts.median_days,
    counts.abandoned_count / nullif(counts.cart_count, 0) as abandonment_rate,
    case
        when counts.answer_count >= $min_cell
        then 100 * (counts.promoter_count - counts.detractor_count) / counts.answer_count
    end as nps,
    round(counts.mean_value, 10) as mean_value
from int_personas as counts
inner join persona_intervals as ends on ends.persona = counts.persona
