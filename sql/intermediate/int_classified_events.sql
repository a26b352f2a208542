-- One row per event: its place in the stage map
select
    event_log.source,
    event_log.event_id,
    stage_map.touchpoint,
    stage_map.touchpoint_no,
    stage_map.stage,
    stage_map.stage_no,
    stage_map.is_conversion,
    stage_map.channel,
    stage_map.channel_no,
    stage_map.event_no,
    stage_map.cart_role,
    stage_map.checkout_step,
    stage_map.friction,
    stage_map.flag
from event_log
inner join
    stage_map
    on stage_map.source = event_log.source
    and stage_map.event_name = event_log.event_name
    and stage_map.page is not distinct from case when list_contains($fields, 'page') then event_log.page end
    and stage_map.campaign
    is not distinct from case when list_contains($fields, 'campaign') then event_log.campaign end
    and stage_map.device
    is not distinct from case when list_contains($fields, 'device') then event_log.device end
    and stage_map.raw_channel is not distinct from event_log.channel
    and stage_map.medium is not distinct from event_log.medium
    and stage_map.touchpoint_hint is not distinct from event_log.touchpoint_hint
    and stage_map.score_kind is not distinct from event_log.score_kind
    and stage_map.property_values is not distinct from case
        when len($property_paths) > 0 then json_extract_string(event_log.properties, $property_paths)
    end
