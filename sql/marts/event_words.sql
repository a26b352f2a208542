-- One row per distinct combination of words that events have
select
    signature_no,
    source,
    event_name,
    touchpoint,
    stage,
    channel,
    campaign,
    device,
    page,
    currency,
    score_kind,
    friction,
    checkout_step,
    is_conversion
from int_words
where signature_no in (select signature_no from events)
