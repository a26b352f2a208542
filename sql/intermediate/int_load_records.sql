-- One row per record of the files being loaded that could be staged: loaded, duplicate or rejected, and why
select
    file_no,
    line_number,
    case
        when bool_or(is_kept) then 'loaded' when bool_or(reason is not null) then 'rejected' else 'duplicate'
    end as outcome,
    min(reason) as reason
from int_load_judged
group by file_no, line_number
