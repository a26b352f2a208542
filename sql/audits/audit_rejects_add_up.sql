-- No row: every rejected row of every file is in rejects
select files.path
from files
left join
    (select file_id, count(distinct line_number) as n from rejects group by file_id) as refused
    on refused.file_id = files.file_id
where files.rejected_count <> coalesce(refused.n, 0)
