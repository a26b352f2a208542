-- One row per event that has a property: its value
with
    told as (
        select rowid as row_no, nullif(json_extract_string(properties, $path), '') as value
        from event_rows
        where properties is not null
    )
select row_no, value
from told
where value is not null
