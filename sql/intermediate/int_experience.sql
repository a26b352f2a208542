-- One row per scope, name and kind of score: sums of the answers credited to it, each customer's credit
-- squared
with
    credited as (
        select 'all' as scope, 'all' as name, score_kind, customer_no, 1.0 as credit, score_raw
        from events
        where score is not null and score_raw is not null and score_kind is not null
        union all
        select
            'stage' as scope,
            stage as name,
            score_kind,
            customer_no,
            sum(credit) as credit,
            min(score_raw) as score_raw
        from int_credit
        group by position, stage, score_kind, customer_no
        union all
        select 'touchpoint' as scope, touchpoint as name, score_kind, customer_no, credit, score_raw
        from int_credit
    ),
    by_customer as (
        select
            scope,
            name,
            score_kind,
            customer_no,
            count(*) as answer_count,
            sum(credit) as credit,
            sum(credit * score_raw) as total,
            sum(credit * score_raw * score_raw) as squares,
            sum(case when score_raw >= 9 then credit else 0 end) as promoters,
            sum(case when score_raw <= 6 then credit else 0 end) as detractors
        from credited
        group by scope, name, score_kind, customer_no
    )
select
    scope,
    name,
    score_kind,
    cast(sum(answer_count) as bigint) as answer_count,
    sum(credit) as credit,
    sum(credit * credit) as credit_squares,
    sum(total) as total,
    sum(squares) as squares,
    sum(promoters) as promoters,
    sum(detractors) as detractors
from by_customer
group by scope, name, score_kind
