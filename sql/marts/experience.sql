-- One row per scope, name and kind of score
select
    sums.scope,
    sums.name,
    sums.score_kind,
    sums.answer_count,
    round(sums.total / sums.credit, 10) as mean,
    round(ends.mean_low, 10) as mean_low,
    round(ends.mean_high, 10) as mean_high,
    case
        when sums.score_kind = 'nps' and sums.answer_count >= $min_cell
        then round(100 * (sums.promoters - sums.detractors) / sums.credit, 10)
    end as nps,
    case
        when sums.score_kind = 'nps' and sums.answer_count >= $min_cell then round(ends.nps_low, 10)
    end as nps_low,
    case
        when sums.score_kind = 'nps' and sums.answer_count >= $min_cell then round(ends.nps_high, 10)
    end as nps_high
from int_experience as sums
inner join
    experience_intervals as ends
    on ends.scope = sums.scope
    and ends.name = sums.name
    and ends.score_kind = sums.score_kind
