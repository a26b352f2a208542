-- One row per signature: a distinct combination of what events say in words, numbered in the order of these
-- words
with
    said as (
        select
            source,
            event_name,
            page,
            channel,
            medium,
            campaign,
            device,
            touchpoint_hint,
            score_kind,
            coalesce(currency, cast($currency as varchar)) as currency,
            case
                when len($property_paths) > 0 then json_extract_string(properties, $property_paths)
            end as property_values
        from event_log
    ),
    counted as (select *, count(*) as event_count from said group by all)
select
    row_number() over (
        order by
            source,
            event_name,
            page,
            channel,
            medium,
            campaign,
            device,
            touchpoint_hint,
            score_kind,
            currency,
            property_values
    )
    - 1 as signature_no,
    *
from counted
