-- One row per answer and touchpoint that it is credited to, with its part of the credit
with
    answers as (
        select
            source,
            event_id,
            customer_id,
            occurred_at,
            position,
            touchpoint,
            touchpoint_hint,
            score,
            score_raw,
            score_kind
        from events
        where score is not null and score_raw is not null and score_kind is not null
    ),
    named as (
        select answers.source, answers.event_id, declared_touchpoints.touchpoint
        from answers
        inner join declared_touchpoints on declared_touchpoints.touchpoint = trim(answers.touchpoint_hint)
    ),
    met as (
        select distinct answers.source, answers.event_id, events.touchpoint
        from answers
        inner join
            events
            on events.customer_id = answers.customer_id
            and events.position < answers.position
            and events.occurred_at >= answers.occurred_at - $credit_seconds * interval 1 second
            and events.touchpoint is not null
            and events.score is null
            and events.touchpoint is distinct from answers.touchpoint
        left join named on named.source = answers.source and named.event_id = answers.event_id
        where named.event_id is null
    ),
    credited as (
        select source, event_id, touchpoint
        from named
        union all
        select source, event_id, touchpoint
        from met
    ),
    shared as (
        select source, event_id, touchpoint, 1.0 / count(*) over (partition by source, event_id) as credit
        from credited
    )
select
    answers.source,
    answers.event_id,
    answers.customer_id,
    answers.occurred_at,
    shared.touchpoint,
    declared_touchpoints.stage,
    shared.credit,
    answers.score,
    answers.score_raw,
    answers.score_kind
from shared
inner join answers on answers.source = shared.source and answers.event_id = shared.event_id
inner join declared_touchpoints on declared_touchpoints.touchpoint = shared.touchpoint
