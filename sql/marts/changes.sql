-- One row per scope, name and figure of the two periods
select
    scope,
    name,
    figure,
    round(before, 10) as before,
    round(after, 10) as after,
    round(after - before, 10) as difference,
    round(difference_low, 10) as difference_low,
    round(difference_high, 10) as difference_high,
    round(q_value, 12) as q_value,
    is_significant,
    before_count,
    after_count,
    $before_from as before_from,
    $after_from as after_from,
    $after_to as after_to
from change_tests
