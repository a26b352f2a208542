-- One row per journey
select int_journeys.*, customer_personas.persona
from int_journeys
left join customer_personas on customer_personas.customer_no = int_journeys.customer_no
