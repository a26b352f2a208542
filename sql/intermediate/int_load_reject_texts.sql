-- One row per record of one file that was read and then rejected: why, and its raw text
select refused.line_number, refused.reason, cast(to_json(int_raw) as varchar) as raw_text
from int_raw
inner join load_rejects as refused on refused.line_number = int_raw.line_number and refused.file_no = $file_no
