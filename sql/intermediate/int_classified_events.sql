-- One row per event: its signature, and the place of that in the stage map
select
    event_log.source,
    event_log.event_id,
    stage_map.signature_no,
    stage_map.touchpoint,
    stage_map.touchpoint_no,
    stage_map.stage,
    stage_map.is_conversion,
    stage_map.channel,
    stage_map.currency,
    stage_map.cart_role,
    stage_map.checkout_step,
    stage_map.friction,
    stage_map.flag
from event_log
inner join
    stage_map
    on stage_map.source = event_log.source
    and stage_map.event_name = event_log.event_name
    and stage_map.page is not distinct from event_log.page
    and stage_map.campaign is not distinct from event_log.campaign
    and stage_map.device is not distinct from event_log.device
    and stage_map.raw_channel is not distinct from event_log.channel
    and stage_map.medium is not distinct from event_log.medium
    and stage_map.touchpoint_hint is not distinct from event_log.touchpoint_hint
    and stage_map.score_kind is not distinct from event_log.score_kind
    and stage_map.currency is not distinct from coalesce(event_log.currency, cast($currency as varchar))
    and stage_map.property_values is not distinct from case
        when len($property_paths) > 0 then json_extract_string(event_log.properties, $property_paths)
    end
