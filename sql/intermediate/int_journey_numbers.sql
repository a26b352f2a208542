-- One row per journey, with a number for it and for its customer: quicker to sort and to group by than
-- their ids
select
    journey_id,
    customer_id,
    row_number() over (order by journey_id) as journey_no,
    dense_rank() over (order by customer_id) as customer_no,
    outcome,
    value
from journeys
