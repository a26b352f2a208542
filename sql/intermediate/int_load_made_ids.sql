-- One row per event that comes without an id: one made from its values and from how often they were seen
-- before
-- it in
-- the file
with
    hashed as (
        select
            chosen.row_id,
            staged.file_no,
            staged.line_number,
            load_files.source,
            load_files.same_content_is_one,
            md5(
                cast(
                    json_array(
                        staged.is_event,
                        null,
                        epoch_us(staged.occurred_at),
                        coalesce(staged.sequence, 0),
                        staged.event_name,
                        staged.channel,
                        staged.medium,
                        without_emails(staged.campaign),
                        staged.device,
                        without_emails(staged.page),
                        staged.value,
                        staged.currency,
                        staged.quantity,
                        staged.score,
                        staged.score_kind,
                        staged.sentiment,
                        staged.session_key,
                        staged.touchpoint_hint,
                        case
                            when staged.body is not null
                            then
                                sha256(
                                    $outer_pad || unhex(sha256($inner_pad || encode('body:' || staged.body)))
                                )
                        end,
                        sets.keyset_id,
                        without_emails(staged.properties)
                    ) as varchar
                )
            ) as content_hash
        from load_without_ids as chosen
        inner join int_staged as staged on staged.row_id = chosen.row_id
        inner join load_files on load_files.file_no = staged.file_no
        left join int_load_keysets as sets on sets.identity_no = chosen.identity_no
    ),
    counted as (
        select
            *,
            row_number() over (partition by file_no, content_hash order by line_number, row_id)
            - 1 as seen_before
        from hashed
    ),
    named as (
        select
            row_id,
            source,
            content_hash || '-' || case when same_content_is_one then 0 else seen_before end as event_id
        from counted
    )
select row_id, event_id, hash(source, event_id) as event_key
from named
