-- One row per kind and place that is told, by what it is compared with; a place told twice keeps the first
with
    told as (
        select
            case when kind in ('cart', 'visit') then 'friction' else kind end as kind,
            place,
            case kind when 'cart' then 'carts' when 'visit' then 'visits' else 'stage' end as compared_with,
            case when kind = 'visit' then 2 else 1 end as precedence,
            rate,
            baseline,
            difference_low,
            difference_high,
            q_value,
            unit_count,
            customer_count,
            first_seen_at,
            last_seen_at
        from pain_tests
        where is_pain
        union all
        select
            'back' as kind,
            place,
            'days' as compared_with,
            3 as precedence,
            rate,
            baseline,
            low as difference_low,
            high as difference_high,
            q_value,
            unit_count,
            customer_count,
            first_seen_at,
            last_seen_at
        from pain_episodes
        where kind = 'back' and customer_count >= $min_cell
    ),
    ordered as (
        select *, row_number() over (partition by kind, place order by precedence) as place_no from told
    )
select
    kind,
    place,
    compared_with,
    rate,
    baseline,
    difference_low,
    difference_high,
    q_value,
    unit_count,
    customer_count,
    first_seen_at,
    last_seen_at
from ordered
where place_no = 1
