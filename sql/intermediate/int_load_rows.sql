-- One row per staged row of the files being loaded: why it is refused, if it is, and the hash of its content
with
    keyed as (
        select
            staged.*,
            load_files.source,
            load_files.same_content_is_one,
            load_files.is_cost,
            keysets.keyset_id,
            trim(coalesce(staged.time_text, ''), $trimmed) = '' as is_timeless,
            case
                when staged.body is not null
                then sha256($outer_pad || unhex(sha256($inner_pad || encode('body:' || staged.body))))
            end as body_hash
        from int_staged as staged
        inner join load_files on load_files.file_no = staged.file_no
        left join int_load_keysets as keysets on keysets.identifiers = coalesce(staged.identifiers, [])
    )
select
    file_no,
    row_id,
    line_number,
    source,
    is_event,
    nullif(event_id, '') as given_id,
    same_content_is_one,
    occurred_at,
    keyset_id,
    case
        when skip_reason is not null
        then skip_reason
        when is_event and occurred_at is null and is_timeless
        then 'no_time'
        when is_event and occurred_at is null
        then 'bad_time'
        when is_event and occurred_at > $latest
        then 'future'
        when keyset_id is null and not is_cost
        then 'no_identity'
        when is_event and coalesce(event_name, '') = ''
        then 'no_event_name'
    end as reason,
    md5(
        cast(
            json_array(
                is_event,
                nullif(event_id, ''),
                epoch_us(occurred_at),
                coalesce(sequence, 0),
                event_name,
                channel,
                medium,
                without_emails(campaign),
                device,
                without_emails(page),
                value,
                currency,
                quantity,
                score,
                score_kind,
                sentiment,
                session_key,
                touchpoint_hint,
                body_hash,
                keyset_id,
                without_emails(properties)
            ) as varchar
        )
    ) as content_hash
from keyed
