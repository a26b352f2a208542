-- One row per distinct combination of words in the files being loaded: the words, and its number in the
-- state, if
-- it has one
with
    said as (
        select
            chosen.words_no,
            load_files.source,
            staged.event_name,
            staged.channel,
            staged.medium,
            without_emails(staged.campaign) as campaign,
            staged.device,
            without_emails(staged.page) as page,
            staged.currency,
            staged.score_kind,
            staged.touchpoint_hint,
            chosen.flag
        from load_words as chosen
        inner join int_staged as staged on staged.row_id = chosen.row_id
        inner join load_files on load_files.file_no = staged.file_no
    )
select said.*, known.signature_no
from said
left join
    signatures as known
    on known.source = said.source
    and known.event_name is not distinct from said.event_name
    and known.channel is not distinct from said.channel
    and known.medium is not distinct from said.medium
    and known.campaign is not distinct from said.campaign
    and known.device is not distinct from said.device
    and known.page is not distinct from said.page
    and known.currency is not distinct from said.currency
    and known.score_kind is not distinct from said.score_kind
    and known.touchpoint_hint is not distinct from said.touchpoint_hint
    and known.flag is not distinct from said.flag
