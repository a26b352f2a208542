-- One row per event of a customer: what is its own, and the numbers of what it shares with others
select
    position,
    event_id,
    occurred_at,
    sequence,
    customer_no,
    nullif(session_no, -1) as session_no,
    nullif(journey_no, -1) as journey_no,
    signature_no,
    value,
    score,
    score_raw,
    sentiment
from events
