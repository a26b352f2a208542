-- One row per record of the files being loaded that could be staged: loaded, duplicate or rejected, and why
with
    judged as (
        select staged.file_no, staged.line_number, staged.reason, kept.row_id is not null as is_kept
        from int_load_rows as staged
        left join int_load_kept as kept on kept.row_id = staged.row_id
    )
select
    file_no,
    line_number,
    case
        when bool_or(is_kept) then 'loaded' when bool_or(reason is not null) then 'rejected' else 'duplicate'
    end as outcome,
    min(reason) as reason
from judged
group by file_no, line_number
