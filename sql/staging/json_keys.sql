-- One row per distinct list of the keys at the top of the JSON objects at hand; NULL for what is no object.
select any_value(case when starts_with(record, '{') then json_keys(record) end) as names,
from json_lines
group by starts_with(record, '{'), hash(json_keys(record))
