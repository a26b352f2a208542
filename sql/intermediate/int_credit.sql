-- One row per answer and touchpoint that it is credited to, with its part of the credit
with
    answers as (
        select position, customer_no, occurred_at, touchpoint, touchpoint_hint, score, score_raw, score_kind
        from events
        where score is not null and score_raw is not null and score_kind is not null
    ),
    named as (
        select answers.position, declared_touchpoints.touchpoint
        from answers
        inner join declared_touchpoints on declared_touchpoints.touchpoint = trim(answers.touchpoint_hint)
    ),
    met as (
        select distinct answers.position, events.touchpoint
        from answers
        inner join
            events
            on events.customer_no = answers.customer_no
            and events.position < answers.position
            and events.occurred_at >= answers.occurred_at - $credit_seconds * interval 1 second
            and events.touchpoint is not null
            and events.score is null
            and events.touchpoint is distinct from answers.touchpoint
        left join named on named.position = answers.position
        where named.position is null
    ),
    credited as (
        select position, touchpoint
        from named
        union all
        select position, touchpoint
        from met
    ),
    shared as (
        select position, touchpoint, 1.0 / count(*) over (partition by position) as credit from credited
    )
select
    answers.position,
    answers.customer_no,
    answers.occurred_at,
    shared.touchpoint,
    declared_touchpoints.stage,
    shared.credit,
    answers.score,
    answers.score_raw,
    answers.score_kind
from shared
inner join answers on answers.position = shared.position
inner join declared_touchpoints on declared_touchpoints.touchpoint = shared.touchpoint
