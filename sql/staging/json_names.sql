-- One row per distinct key at the top of the JSON objects at hand.
select distinct unnest(json_keys(record)) as name, from json_lines
