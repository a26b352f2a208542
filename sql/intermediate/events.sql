-- One row per event of a customer, as measures read it: its numbers, and what they say in words
select codes.*, words.* exclude (signature_no)
from event_codes as codes
inner join event_words as words on words.signature_no = codes.signature_no
