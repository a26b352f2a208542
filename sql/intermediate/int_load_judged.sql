-- One row per staged row of the files being loaded: whether it adds to the state, and why it is refused
select staged.file_no, staged.line_number, staged.reason, kept.row_id is not null as is_kept
from int_load_rows as staged
left join int_load_kept as kept on kept.row_id = staged.row_id
