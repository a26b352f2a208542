-- One row per customer: its number, its pseudonym, and whether a key names the person
select numbered.customer_no, holders.customer_id, holders.is_known
from ordered_customers as numbered
inner join int_holders as holders on holders.holder_place = numbered.holder_place
