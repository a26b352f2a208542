-- One row per pain point: what is worse there, by how much, since when, and what customers say of the same
-- touchpoint
with
    heard as (
        select
            stage, touchpoint, count(*) as answer_count, sum(credit) as credit, sum(credit * score) as total
        from int_credit
        group by stage, touchpoint
    ),
    heard_of_stage as (
        select stage, sum(answer_count) as answer_count, sum(credit) as credit, sum(total) as total
        from heard
        group by stage
    ),
    voices as (
        select
            heard.touchpoint,
            heard.answer_count >= $min_cell
            and whole.answer_count - heard.answer_count >= $min_cell
            and heard.total / heard.credit
            <= (whole.total - heard.total) / (whole.credit - heard.credit) - $voice_floor as is_voiced
        from heard
        inner join heard_of_stage as whole on whole.stage = heard.stage
    ),
    placed as (
        select
            told.*,
            case when told.kind = 'friction' then frictions.touchpoint else told.place end as heard_at,
            frictions.stage as friction_stage,
            friction_owners.owner as friction_owner
        from int_pain_told as told
        left join
            int_friction_places as frictions on frictions.friction = told.place and told.kind = 'friction'
        left join friction_owners on friction_owners.friction = told.place and told.kind = 'friction'
    )
select
    placed.kind || ':' || placed.place as pain_id,
    placed.kind,
    placed.place as touchpoint,
    coalesce(placed.friction_stage, declared_touchpoints.stage, $cart_stage) as stage,
    coalesce(placed.friction_owner, declared_touchpoints.owner) as owner,
    round(placed.rate, 10) as rate,
    round(placed.baseline, 10) as baseline,
    round(placed.rate - placed.baseline, 10) as difference,
    round(placed.difference_low, 10) as difference_low,
    round(placed.difference_high, 10) as difference_high,
    round(placed.q_value, 12) as q_value,
    placed.unit_count as evidence_count,
    placed.customer_count,
    touchpoint_scores.score_mean,
    touchpoint_scores.score_count,
    coalesce(voices.is_voiced, false) as is_voiced,
    coalesce(bursts.first_seen_at, placed.first_seen_at) as first_seen_at,
    coalesce(bursts.last_seen_at, placed.last_seen_at) as last_seen_at,
    placed.compared_with
from placed
left join declared_touchpoints on declared_touchpoints.touchpoint = placed.heard_at
left join touchpoint_scores on touchpoint_scores.touchpoint = placed.heard_at
left join voices on voices.touchpoint = placed.heard_at
left join pain_episodes as bursts on bursts.place = placed.place and bursts.kind = placed.kind
