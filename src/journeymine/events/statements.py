"""The statements of a load that are not a SELECT into a table of its own: counting its models and writing
them to state and vault.

Each is a fixed text with bound values. The models they read are sql/intermediate/int_load_*.sql.
"""

from __future__ import annotations

ADD_IDENTIFIERS = """
    insert into vault.identifiers by name
    with
        used as (select distinct identifier_key from int_load_new_keysets),
        known as (
            select identifier_key
            from vault.identifiers
            where identifier_key in (select identifier_key from used)
        ),
        new as (
            select identifier_key from used where identifier_key not in (select identifier_key from known)
        )
    select brought.identifier_type, brought.identifier_key, min(brought.normal_value) as identifier_value
    from int_load_identifiers as brought
    where brought.identifier_key in (select identifier_key from new)
    group by brought.identifier_type, brought.identifier_key
"""

HAS_TEXTS = """
    select
        exists (select 1 from int_staged where body is not null)
        or exists (select 1 from int_load_events where novelty = 'corrected') as has_texts
"""

DROP_TEXTS = """
    delete from vault.texts
    where
        (source, event_id) in (
            select (source, event_id) from int_load_events where is_stored
            union all
            select (load_files.source, coalesce(made.event_id, staged.event_id))
            from int_staged as staged
            inner join load_stored as stored on stored.row_id = staged.row_id
            inner join load_files on load_files.file_no = staged.file_no
            left join int_load_made_ids as made on made.row_id = staged.row_id
            where staged.body is not null
        )
"""

ADD_TEXTS = """
    insert into vault.texts by name
    select load_files.source, coalesce(made.event_id, staged.event_id) as event_id, staged.body
    from int_staged as staged
    inner join load_stored as stored on stored.row_id = staged.row_id
    inner join load_files on load_files.file_no = staged.file_no
    left join int_load_made_ids as made on made.row_id = staged.row_id
    where staged.body is not null
"""

DROP_CORRECTED = """
    delete from event_rows using int_load_events as brought
    where
        brought.is_stored
        and brought.known_row_no = event_rows.rowid
        and brought.event_key = event_rows.event_key
"""

ADD_EVENTS = """
    insert into event_rows by name
    select
        coalesce(made.event_id, staged.event_id) as event_id, stored.event_key, load_files.number as file_no,
        staged.line_number, staged.occurred_at, coalesce(staged.sequence, 0) as sequence,
        stored.signature_no, stored.keyset_no, stored.content_key, staged.value, staged.quantity,
        staged.score, staged.sentiment, staged.session_key, without_emails(staged.properties) as properties
    from int_staged as staged
    inner join load_stored as stored on stored.row_id = staged.row_id
    inner join load_files on load_files.file_no = staged.file_no
    left join int_load_made_ids as made on made.row_id = staged.row_id
    where not load_files.is_cost
"""

CONFIRM_EVENTS = """
    update event_rows set file_no = load_files.number, line_number = staged.line_number
    from int_load_events as brought
    inner join int_staged as staged on staged.row_id = brought.row_id
    inner join load_files on load_files.file_no = brought.file_no
    where
        brought.is_confirmed
        and brought.known_row_no = event_rows.rowid
        and brought.event_key = event_rows.event_key
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
        load_files.source, coalesce(made.event_id, staged.event_id) as event_id, load_files.file_id,
        staged.line_number, cast(timezone('UTC', staged.occurred_at) as date) as day, staged.channel,
        staged.medium,
        without_emails(staged.campaign) as campaign,
        json_extract_string(staged.properties, '$.account') as account, staged.currency, staged.value as cost,
        cast(cast(json_extract_string(staged.properties, '$.impressions') as double) as bigint)
            as impression_count,
        cast(cast(json_extract_string(staged.properties, '$.clicks') as double) as bigint) as click_count,
        stored.content_key
    from int_staged as staged
    inner join load_stored as stored on stored.row_id = staged.row_id
    inner join load_files on load_files.file_no = staged.file_no
    left join int_load_made_ids as made on made.row_id = staged.row_id
    where load_files.is_cost
"""

CONFIRM_COSTS = """
    update ad_cost_log set file_id = load_files.file_id, line_number = staged.line_number
    from int_load_events as brought
    inner join int_staged as staged on staged.row_id = brought.row_id
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
        brought.source, load_files.file_id, min(brought.line_number) as line_number, brought.occurred_at,
        brought.keyset_no
    from int_load_links as brought
    inner join load_files on load_files.file_no = brought.file_no
    where brought.novelty <> 'known'
    group by brought.source, load_files.file_id, brought.occurred_at, brought.keyset_no
"""

ADD_REJECTS = """
    insert into rejects by name
    select load_files.file_id, load_files.source, refused.line_number, refused.reason, remedies.remedy
    from load_rejects as refused
    inner join load_files on load_files.file_no = refused.file_no
    inner join load_remedies as remedies on remedies.reason = refused.reason
"""

ADD_SIGNATURES = """
    insert into signatures by name
    select distinct
        said.signature_no, said.source, said.event_name, said.channel, said.medium, said.campaign,
        said.device, said.page, said.currency, said.score_kind, said.touchpoint_hint, said.flag
    from int_load_signatures as said
    where said.is_new and said.signature_no in (select signature_no from load_used_signatures)
"""

ADD_KEYSETS = "insert into keysets by name select * from int_load_new_keysets"

ADD_INTERNAL_KEYS = """
    insert into internal_keys by name
    select identifier_type, identifier_key
    from int_load_internal_keys
    where identifier_key not in (select identifier_key from internal_keys)
"""

ADD_FILES = "insert into files by name select * from load_ledger"
