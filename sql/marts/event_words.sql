-- One row per distinct combination of words that events have, with its place in the map
select
    signature_no,
    any_value(source) as source,
    any_value(event_name) as event_name,
    any_value(touchpoint) as touchpoint,
    any_value(stage) as stage,
    any_value(channel) as channel,
    any_value(campaign) as campaign,
    any_value(device) as device,
    any_value(page) as page,
    any_value(currency) as currency,
    any_value(score_kind) as score_kind,
    any_value(friction) as friction,
    any_value(checkout_step) as checkout_step,
    any_value(is_conversion) as is_conversion,
    any_value(cart_role) as cart_role,
    any_value(touchpoint_hint) as touchpoint_hint
from stage_map
where signature_no in (select signature_no from used_signatures)
group by signature_no
