-- No row: no two events of a source have one id
select 1
from event_codes as codes
inner join event_words as words on words.signature_no = codes.signature_no
having count(*) <> count(distinct hash(words.source, codes.event_id))
