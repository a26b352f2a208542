-- One row per record of one file that was read and then rejected: why, and its raw text
select records.line_number, records.reason, cast(to_json(int_raw) as varchar) as raw_text
from int_raw
inner join int_load_records as records on records.line_number = int_raw.line_number
where records.outcome = 'rejected' and records.file_no = $file_no
