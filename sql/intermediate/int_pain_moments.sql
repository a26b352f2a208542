-- One row per kind and place: sums and products over customers, for the place and for the rest of its group
with
    by_place as (
        select
            kind,
            place_group,
            place,
            customer_no,
            count(*) as unit_count,
            sum(weight) as weight,
            sum(amount) as amount,
            min(first_at) as first_at,
            max(last_at) as last_at
        from int_pain_units
        where place is not null
        group by kind, place_group, place, customer_no
    ),
    by_group as (
        select kind, place_group, customer_no, sum(weight) as weight, sum(amount) as amount
        from int_pain_units
        group by kind, place_group, customer_no
    ),
    of_group as (
        select
            kind,
            place_group,
            count(*) as customers,
            sum(weight) as weight,
            sum(amount) as amount,
            sum(weight * weight) as weight_weight,
            sum(weight * amount) as weight_amount,
            sum(amount * amount) as amount_amount
        from by_group
        group by kind, place_group
    ),
    paired as (
        select
            by_place.kind,
            by_place.place_group,
            by_place.place,
            by_place.unit_count,
            by_place.first_at,
            by_place.last_at,
            by_place.weight,
            by_place.amount,
            by_group.weight as all_weight,
            by_group.amount as all_amount,
            by_group.weight - by_place.weight as rest_weight,
            by_group.amount - by_place.amount as rest_amount
        from by_place
        inner join
            by_group
            on by_group.kind = by_place.kind
            and by_group.place_group = by_place.place_group
            and by_group.customer_no = by_place.customer_no
    ),
    of_place as (
        select
            kind,
            place_group,
            place,
            cast(sum(unit_count) as bigint) as unit_count,
            min(first_at) as first_seen_at,
            max(last_at) as last_seen_at,
            count(*) as customers,
            count(*) filter (where rest_weight <= 1e-9) as only_here,
            sum(weight) as weight,
            sum(amount) as amount,
            sum(weight * weight) as weight_weight,
            sum(weight * amount) as weight_amount,
            sum(amount * amount) as amount_amount,
            sum(rest_weight * rest_weight - all_weight * all_weight) as rest_weight_weight,
            sum(rest_weight * rest_amount - all_weight * all_amount) as rest_weight_amount,
            sum(rest_amount * rest_amount - all_amount * all_amount) as rest_amount_amount,
            sum(weight * rest_weight) as weight_rest_weight,
            sum(weight * rest_amount) as weight_rest_amount,
            sum(amount * rest_weight) as amount_rest_weight,
            sum(amount * rest_amount) as amount_rest_amount
        from paired
        group by kind, place_group, place
    )
select
    of_place.kind,
    of_place.place_group,
    of_place.place,
    of_place.unit_count,
    of_place.first_seen_at,
    of_place.last_seen_at,
    of_group.customers,
    of_place.customers as one_customers,
    of_group.customers - of_place.only_here as other_customers,
    of_place.weight as one_weight,
    of_place.amount as one_amount,
    of_group.weight - of_place.weight as other_weight,
    of_group.amount - of_place.amount as other_amount,
    of_place.weight_weight as ww,
    of_place.weight_amount as wa,
    of_place.amount_amount as aa,
    of_group.weight_weight + of_place.rest_weight_weight as vv,
    of_group.weight_amount + of_place.rest_weight_amount as vb,
    of_group.amount_amount + of_place.rest_amount_amount as bb,
    of_place.weight_rest_weight as wv,
    of_place.weight_rest_amount as wb,
    of_place.amount_rest_weight as av,
    of_place.amount_rest_amount as ab
from of_place
inner join of_group on of_group.kind = of_place.kind and of_group.place_group = of_place.place_group
