-- One row per JSON object: the values at some JSON pointers as text, in the pointers' order.
select line_number, json_extract_string(record, $paths) as texts, from json_lines
