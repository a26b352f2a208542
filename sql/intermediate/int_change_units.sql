-- One row per journey, stay, cart or answer of the two periods, with what became of it in the same time
with
    converted as (
        select journey_steps.journey_no, min(journey_steps.entered_at) as converted_at
        from journey_steps
        inner join stages on stages.stage = journey_steps.stage
        where stages.is_conversion
        group by journey_steps.journey_no
    ),
    started as (
        select
            journeys.customer_no,
            journeys.started_at as begun_at,
            case
                when converted.converted_at <= journeys.started_at + $follow_seconds * interval 1 second
                then 1.0
                else 0.0
            end as amount
        from journeys
        left join converted on converted.journey_no = journeys.journey_no
    ),
    followed as (
        select
            journey_steps.*,
            lead(journey_steps.entered_at) over in_order as next_entered_at,
            lead(journey_steps.direction) over in_order as next_direction
        from journey_steps
        window in_order as (partition by journey_steps.journey_no order by journey_steps.step_index)
    ),
    stays as (
        select
            followed.stage,
            followed.journey_no,
            followed.step_index,
            followed.customer_no,
            followed.entered_at as begun_at,
            stages.stage_index,
            followed.entered_at > $after_from as is_after,
            coalesce(
                followed.next_entered_at <= followed.entered_at + $follow_seconds * interval 1 second, false
            ) as is_left,
            coalesce(followed.next_direction = 'back', false) as is_back
        from followed
        inner join stages on stages.stage = followed.stage
        where
            not stages.is_conversion
            and (
                followed.entered_at > $before_from
                and followed.entered_at <= $after_from - $follow_seconds * interval 1 second
                or followed.entered_at > $after_from
                and followed.entered_at <= $after_to - $follow_seconds * interval 1 second
            )
    ),
    numbered as (
        select *, row_number() over (partition by journey_no, stage, is_after order by step_index) as place
        from stays
    ),
    entries as (select * from numbered where place = 1),
    baskets as (
        select
            customer_no,
            opened_at as begun_at,
            case
                when outcome = 'converted' and closed_at <= opened_at + $follow_seconds * interval 1 second
                then 0.0
                when
                    outcome in ('abandoned', 'recovered')
                    and last_activity_at + $abandon_seconds * interval 1 second
                    <= opened_at + $follow_seconds * interval 1 second
                then 1.0
            end as amount
        from carts
    ),
    timed as (
        select
            'all' as scope,
            'all' as name,
            'conversion_rate' as figure,
            customer_no,
            begun_at,
            1.0 as weight,
            amount
        from started
        union all
        select
            'stage',
            stage,
            'dropoff_rate',
            customer_no,
            begun_at,
            1.0,
            case when is_left then 0.0 else 1.0 end
        from entries
        union all
        select
            'stage', stage, 'back_rate', customer_no, begun_at, 1.0, case when is_back then 1.0 else 0.0 end
        from entries
        where is_left and stage_index > 0 and stage_index < (select max(stage_index) from stages)
        union all
        select 'cart', 'all', 'abandonment_rate', customer_no, begun_at, 1.0, amount
        from baskets
        where amount is not null
    ),
    answers as (
        select
            'all' as scope,
            'all' as name,
            customer_no,
            occurred_at as begun_at,
            1.0 as weight,
            score as amount
        from events
        where score is not null and score_kind is not null
        union all
        select 'stage', stage, customer_no, occurred_at, credit, credit * score
        from int_credit
        union all
        select 'touchpoint', touchpoint, customer_no, occurred_at, credit, credit * score
        from int_credit
    )
select scope, name, figure, customer_no, begun_at > $after_from as is_after, weight, amount
from timed
where
    begun_at > $before_from
    and begun_at <= $after_from - $follow_seconds * interval 1 second
    or begun_at > $after_from
    and begun_at <= $after_to - $follow_seconds * interval 1 second
union all
select scope, name, 'score', customer_no, begun_at > $after_from, weight, amount
from answers
where begun_at > $before_from and begun_at <= $after_to
