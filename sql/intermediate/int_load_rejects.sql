-- One row per rejected record of the files being loaded: why
with
    both_kinds as (
        select file_no, line_number, reason
        from load_unread
        union all
        select file_no, line_number, reason
        from int_load_records
        where outcome = 'rejected'
    )
select file_no, line_number, min(reason) as reason
from both_kinds
group by file_no, line_number
