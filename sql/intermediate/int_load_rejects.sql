-- One row per rejected record of the file being loaded: why, and its raw text
with
    refused as (
        select int_raw.line_number, records.reason, cast(to_json(int_raw) as varchar) as raw_text
        from int_raw
        inner join int_load_records as records on records.line_number = int_raw.line_number
        where records.outcome = 'rejected'
    ),
    both_kinds as (
        select line_number, reason, raw_text
        from load_unread
        union all
        select line_number, reason, raw_text
        from refused
    )
select line_number, min(reason) as reason, min(raw_text) as raw_text
from both_kinds
group by line_number
