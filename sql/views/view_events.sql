-- One row per event of a customer, with its session, journey and place in the map
select
    codes.event_id,
    words.source,
    codes.occurred_at,
    codes.sequence,
    customers.customer_id,
    sessions.session_id,
    words.event_name,
    words.touchpoint,
    words.stage,
    words.channel,
    words.campaign,
    words.device,
    words.page,
    codes.value,
    words.currency,
    codes.score,
    codes.sentiment,
    words.score_kind,
    codes.score_raw,
    journeys.journey_id,
    words.friction,
    codes.position
from event_codes as codes
inner join event_words as words on words.signature_no = codes.signature_no
inner join customers on customers.customer_no = codes.customer_no
left join sessions on sessions.session_no = codes.session_no
left join journeys on journeys.journey_no = codes.journey_no
