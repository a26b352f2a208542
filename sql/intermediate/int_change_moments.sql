-- One row per scope, name and figure: sums and products over customers, for the last period and for the one
-- before
with
    by_customer as (
        select
            scope,
            name,
            figure,
            customer_no,
            count(*) filter (where is_after) as one_units,
            count(*) filter (where not is_after) as other_units,
            sum(case when is_after then weight else 0 end) as one_weight,
            sum(case when is_after then amount else 0 end) as one_amount,
            sum(case when is_after then 0 else weight end) as other_weight,
            sum(case when is_after then 0 else amount end) as other_amount
        from int_change_units
        group by scope, name, figure, customer_no
    )
select
    scope,
    name,
    figure,
    cast(sum(one_units) as bigint) as one_units,
    cast(sum(other_units) as bigint) as other_units,
    count(*) as customers,
    count(*) filter (where one_units > 0) as one_customers,
    count(*) filter (where other_units > 0) as other_customers,
    sum(one_weight) as one_weight,
    sum(one_amount) as one_amount,
    sum(other_weight) as other_weight,
    sum(other_amount) as other_amount,
    sum(one_weight * one_weight) as ww,
    sum(one_weight * one_amount) as wa,
    sum(one_amount * one_amount) as aa,
    sum(other_weight * other_weight) as vv,
    sum(other_weight * other_amount) as vb,
    sum(other_amount * other_amount) as bb,
    sum(one_weight * other_weight) as wv,
    sum(one_weight * other_amount) as wb,
    sum(one_amount * other_weight) as av,
    sum(one_amount * other_amount) as ab
from by_customer
group by scope, name, figure
