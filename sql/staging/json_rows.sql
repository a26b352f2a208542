-- One row per JSON object: its line, and the values of the structure's keys as text, each a column
select line_number, unnest(json_transform(record, $structure)), from json_lines
