-- One row per signature: a distinct combination of the fields that rules look at
select
    event_log.source,
    event_log.event_name,
    case when list_contains($fields, 'page') then event_log.page end as page,
    event_log.channel,
    event_log.medium,
    case when list_contains($fields, 'campaign') then event_log.campaign end as campaign,
    case when list_contains($fields, 'device') then event_log.device end as device,
    event_log.touchpoint_hint,
    case
        when len($property_paths) > 0 then json_extract_string(event_log.properties, $property_paths)
    end as property_values,
    event_log.score_kind,
    count(*) as event_count
from event_log
group by all
