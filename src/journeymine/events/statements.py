"""The statements of a load that are not a SELECT into a table of its own: counting its models and writing
them to state and vault.

Each is a fixed text with bound values. The models they read are sql/intermediate/int_load_*.sql.
"""

from __future__ import annotations

RECORDS = """
    select
        file_no,
        count(*) filter (where outcome = 'loaded') as loaded_count,
        count(*) filter (where outcome = 'duplicate') as duplicate_count,
        count(*) filter (where outcome = 'loaded' and reason is not null) as partial_count
    from int_load_records
    group by file_no
"""

ADDITIONS = """
    select
        file_no,
        count(*) filter (where addition = 'new') as event_count,
        count(*) filter (where addition = 'corrected') as corrected_count,
        count(*) filter (where addition = 'link') as link_count
    from int_load_kept
    group by file_no
"""

REASONS = """
    select file_no, reason, count(*) as record_count
    from int_load_rejects
    group by file_no, reason
    order by file_no, record_count desc, reason
"""

LINES = """
    select line_number
    from int_load_rejects
    where file_no = $file_no and reason = $reason
    order by line_number
    limit $shown
"""

ADD_IDENTIFIERS = """
    insert into vault.identifiers by name
    select brought.identifier_type, brought.identifier_key, min(brought.normal_value) as identifier_value
    from int_load_identifiers as brought
    where
        brought.identifier_key in (select identifier_key from int_load_new_keysets)
        and brought.identifier_key not in (select identifier_key from vault.identifiers)
    group by brought.identifier_type, brought.identifier_key
"""

HAS_TEXTS = """
    select
        exists (select 1 from int_staged where body is not null)
        or exists (select 1 from int_load_events where novelty = 'corrected') as has_texts
"""

DROP_TEXTS = """
    delete from vault.texts using int_load_events as brought
    where
        brought.is_stored
        and brought.source = vault.texts.source
        and brought.event_id = vault.texts.event_id
"""

ADD_TEXTS = """
    insert into vault.texts by name
    select brought.source, brought.event_id, staged.body
    from int_staged as staged
    inner join int_load_events as brought on brought.row_id = staged.row_id
    where brought.is_stored and staged.body is not null
"""

DROP_CORRECTED = """
    delete from event_log using int_load_events as brought
    where
        brought.is_stored
        and brought.is_in_state
        and brought.source = event_log.source
        and brought.event_id = event_log.event_id
"""

ADD_EVENTS = """
    insert into event_log by name
    select
        brought.source, brought.event_id, load_files.file_id, staged.line_number, staged.occurred_at,
        coalesce(staged.sequence, 0) as sequence, staged.event_name, staged.channel, staged.medium,
        without_emails(staged.campaign) as campaign, staged.device, without_emails(staged.page) as page,
        staged.value, staged.currency, staged.quantity, staged.score, staged.score_kind, staged.sentiment,
        staged.session_key, staged.touchpoint_hint, without_emails(staged.properties) as properties,
        brought.keyset_id, brought.content_hash, flags.flag
    from int_staged as staged
    inner join int_load_events as brought on brought.row_id = staged.row_id
    inner join load_files on load_files.file_no = staged.file_no
    left join int_load_flags as flags on flags.row_id = staged.row_id
    where brought.is_stored and not load_files.is_cost
"""

CONFIRM_EVENTS = """
    update event_log set file_id = load_files.file_id, line_number = staged.line_number
    from int_load_events as brought
    inner join int_load_rows as staged on staged.row_id = brought.row_id
    inner join load_files on load_files.file_no = brought.file_no
    where
        brought.is_confirmed
        and brought.source = event_log.source
        and brought.event_id = event_log.event_id
"""
"""What a later file tells again is that file's, so that no file between the two corrects it."""

DROP_CORRECTED_COSTS = """
    delete from ad_cost_log using int_load_events as brought
    where
        brought.is_stored
        and brought.is_in_state
        and brought.source = ad_cost_log.source
        and brought.event_id = ad_cost_log.event_id
"""

ADD_COSTS = """
    insert into ad_cost_log by name
    select
        brought.source, brought.event_id, load_files.file_id, staged.line_number,
        cast(timezone('UTC', staged.occurred_at) as date) as day, staged.channel, staged.medium,
        without_emails(staged.campaign) as campaign,
        json_extract_string(staged.properties, '$.account') as account, staged.currency, staged.value as cost,
        cast(cast(json_extract_string(staged.properties, '$.impressions') as double) as bigint)
            as impression_count,
        cast(cast(json_extract_string(staged.properties, '$.clicks') as double) as bigint) as click_count,
        judged.content_hash
    from int_staged as staged
    inner join int_load_events as brought on brought.row_id = staged.row_id
    inner join int_load_rows as judged on judged.row_id = staged.row_id
    inner join load_files on load_files.file_no = staged.file_no
    where brought.is_stored and load_files.is_cost
"""

CONFIRM_COSTS = """
    update ad_cost_log set file_id = load_files.file_id, line_number = staged.line_number
    from int_load_events as brought
    inner join int_load_rows as staged on staged.row_id = brought.row_id
    inner join load_files on load_files.file_no = brought.file_no
    where
        brought.is_confirmed
        and brought.source = ad_cost_log.source
        and brought.event_id = ad_cost_log.event_id
"""

COSTS = (DROP_CORRECTED_COSTS, ADD_COSTS, CONFIRM_COSTS)
"""What becomes of the rows of advertising reports; they are nobody's acts and have a table of their own."""

ADD_LINKS = """
    insert into identity_links by name
    select
        load_files.source, load_files.file_id, min(staged.line_number) as line_number, staged.occurred_at,
        staged.keyset_id
    from int_load_rows as staged
    inner join int_load_links as brought on brought.row_id = staged.row_id
    inner join load_files on load_files.file_no = staged.file_no
    where brought.novelty <> 'known'
    group by load_files.source, load_files.file_id, staged.occurred_at, staged.keyset_id
"""

ADD_REJECTS = """
    insert into rejects by name
    select load_files.file_id, load_files.source, refused.line_number, refused.reason, remedies.remedy
    from int_load_rejects as refused
    inner join load_files on load_files.file_no = refused.file_no
    inner join load_remedies as remedies on remedies.reason = refused.reason
"""

ADD_KEYSETS = "insert into keysets by name select * from int_load_new_keysets"

ADD_INTERNAL_KEYS = """
    insert into internal_keys by name
    select identifier_type, identifier_key
    from int_load_internal_keys
    where identifier_key not in (select identifier_key from internal_keys)
"""

ADD_FILES = "insert into files by name select * from load_ledger"
