-- One row per touchpoint with days on which customers went back from it more than on others: what those
-- days hold
select
    episodes.place,
    count(*) as unit_count,
    count(distinct stays.customer_no) as customer_count,
    min(stays.left_at) filter (where stays.is_back) as first_seen_at,
    max(stays.left_at) filter (where stays.is_back) as last_seen_at
from pain_episodes as episodes
inner join
    int_touchpoint_steps as stays
    on stays.touchpoint = episodes.place
    and not stays.is_last
    and cast(stays.left_at as date) between episodes.first_day and episodes.last_day
where episodes.kind = 'back'
group by episodes.place
