-- One row per touchpoint that answers are credited to: their mean on the scale from -1 to 1
select
    touchpoint,
    round(sum(credit * score) / sum(credit), 10) as score_mean,
    round(sum(credit), 10) as score_count
from int_credit
group by touchpoint
