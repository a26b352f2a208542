-- One row per session; its source's own id names it where that is trusted
with
    native as (
        select walked.session_no, walked.customer_no, event_rows.session_key as native_key
        from walked_sessions as walked
        inner join event_rows on event_rows.rowid = walked.row_no
        where walked.row_no is not null
    ),
    shared_keys as (
        select
            native_key,
            count(*) > 1 as is_shared,
            count(*) > count(distinct customer_no) as is_of_several_sources
        from native
        where native_key is not null
        group by native_key
    )
select
    case
        when native.native_key is null
        then names.customer_id || '-s' || (walked.session_index + 1)
        when shared_keys.is_of_several_sources
        then native.native_key || '~' || walked.source || '~' || names.customer_id
        when shared_keys.is_shared
        then native.native_key || '~' || names.customer_id
        else native.native_key
    end as session_id,
    names.customer_id,
    walked.source,
    walked.started_at,
    walked.ended_at,
    walked.event_count,
    walked.duration_seconds,
    walked.channel,
    walked.entry_page,
    walked.exit_page,
    walked.is_converted,
    walked.device,
    walked.session_no,
    walked.customer_no
from walked_sessions as walked
inner join customer_names as names on names.customer_no = walked.customer_no
left join native on native.session_no = walked.session_no
left join shared_keys on shared_keys.native_key = native.native_key
