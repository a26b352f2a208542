-- One row per line of JSON text that is no usable record: not one object, or an object with a key twice.
with
    judged as (
        select
            line_number,
            case
                when not json_valid(record) or not starts_with(record, '{')
                then 'bad_json'
                when len(json_keys(record)) <> list_unique(json_keys(record))
                then 'duplicate_key'
            end as reason,
        from json_lines
    )
select line_number, reason,
from judged
where reason is not null
