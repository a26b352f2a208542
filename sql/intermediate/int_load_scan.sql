-- One row per staged row of the files being loaded: what it is judged by, in numbers. Words and identifiers
-- are one
-- number each; equal numbers mean equal values.
with
    judged as (
        select
            staged.file_no,
            staged.row_id,
            staged.line_number,
            staged.is_event,
            load_files.is_cost,
            coalesce(staged.event_id, '') <> '' as has_id,
            hash(load_files.source, staged.event_id) as event_key,
            staged.occurred_at,
            case
                when staged.skip_reason is not null
                then staged.skip_reason
                when
                    staged.is_event
                    and staged.occurred_at is null
                    and trim(coalesce(staged.time_text, ''), $trimmed) = ''
                then 'no_time'
                when staged.is_event and staged.occurred_at is null
                then 'bad_time'
                when staged.is_event and staged.occurred_at > $latest
                then 'future'
            end as reason,
            staged.is_event and coalesce(staged.event_name, '') = '' as is_nameless,
            hash(
                coalesce(staged.sequence, 0),
                staged.value,
                staged.quantity,
                staged.score,
                staged.sentiment,
                staged.session_key,
                without_emails(staged.properties),
                case
                    when staged.body is not null
                    then sha256($outer_pad || unhex(sha256($inner_pad || encode('body:' || staged.body))))
                end
            ) as rest_key,
            case
                when staged.flag in ('test', 'internal', 'bot')
                then staged.flag
                else coalesce(own.flag, robots.flag)
            end as flag,
            load_files.source,
            staged.event_name,
            staged.channel,
            staged.medium,
            staged.campaign,
            staged.device,
            staged.page,
            staged.currency,
            staged.score_kind,
            staged.touchpoint_hint,
            coalesce(staged.identifiers, []) as identifiers
        from int_staged as staged
        inner join load_files on load_files.file_no = staged.file_no
        left join
            load_flagged_values as robots on robots.kind = 'user_agent' and robots.value = staged.user_agent
        left join load_flagged_values as own on own.kind = 'ip' and own.value = staged.ip
    )
select
    file_no,
    row_id,
    line_number,
    is_event,
    is_cost,
    has_id,
    event_key,
    occurred_at,
    reason,
    is_nameless,
    rest_key,
    flag,
    hash(
        source,
        event_name,
        channel,
        medium,
        campaign,
        device,
        page,
        currency,
        score_kind,
        touchpoint_hint,
        flag
    ) as words_key,
    hash(identifiers) as identity_key
from judged
