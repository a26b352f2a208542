-- One row per distinct combination of words and of what rules ask of properties: its words, its number in
-- their
-- order, and the number of what rules look at
with
    asked as (
        select
            signature_no as state_no,
            case
                when len($property_paths) > 0 then json_extract_string(properties, $property_paths)
            end as property_values
        from event_rows
    ),
    used as (select state_no, property_values, count(*) as event_count from asked group by all),
    said as (
        select
            used.state_no,
            words.source,
            words.event_name,
            words.page,
            words.channel,
            words.medium,
            words.campaign,
            words.device,
            words.touchpoint_hint,
            words.score_kind,
            coalesce(words.currency, cast($currency as varchar)) as currency,
            words.flag as told_flag,
            used.property_values,
            used.event_count
        from used
        inner join signatures as words on words.signature_no = used.state_no
    )
select
    dense_rank() over (
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
            told_flag,
            property_values
    )
    - 1 as signature_no,
    dense_rank() over (
        order by
            source,
            event_name,
            channel,
            medium,
            touchpoint_hint,
            case when list_contains($fields, 'page') then page end,
            case when list_contains($fields, 'campaign') then campaign end,
            case when list_contains($fields, 'device') then device end,
            property_values
    )
    - 1 as rule_no,
    *
from said
