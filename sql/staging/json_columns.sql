-- One row per JSON object: the values of the structure's keys as text, each a column
select unnest(json_transform(record, $structure)), from json_lines
