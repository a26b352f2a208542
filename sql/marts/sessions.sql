-- One row per session; its source's own id names it where that is trusted
with
    told as (
        select
            walked.*,
            names.customer_id,
            case when source_settings.is_native then event_rows.session_key end as native_key
        from walked_sessions as walked
        inner join customer_names as names on names.customer_no = walked.customer_no
        inner join source_settings on source_settings.source = walked.source
        left join event_rows on event_rows.rowid = walked.row_no
    ),
    shared_keys as (
        select
            native_key,
            count(*) > 1 as is_shared,
            count(*) > count(distinct customer_no) as is_of_several_sources
        from told
        where native_key is not null
        group by native_key
    )
select
    case
        when told.native_key is null
        then told.customer_id || '-s' || (told.session_index + 1)
        when shared_keys.is_of_several_sources
        then told.native_key || '~' || told.source || '~' || told.customer_id
        when shared_keys.is_shared
        then told.native_key || '~' || told.customer_id
        else told.native_key
    end as session_id,
    told.customer_id,
    told.source,
    told.started_at,
    told.ended_at,
    told.event_count,
    told.duration_seconds,
    told.channel,
    told.entry_page,
    told.exit_page,
    told.is_converted,
    told.device,
    told.session_no,
    told.customer_no
from told
left join shared_keys on shared_keys.native_key = told.native_key
