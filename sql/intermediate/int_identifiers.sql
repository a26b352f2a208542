-- One row per identifier: its sets, and when it was first seen; numbered by first time seen, type and value
with
    seen as (
        select keyset_no, first_seen_at
        from int_used_keysets
        union all
        select distinct keyset_no, cast(null as timestamptz) as first_seen_at
        from added_keysets
    ),
    members as (
        select keyset_no, identifier_type, identifier_key
        from keysets
        union all
        select keyset_no, identifier_type, identifier_key
        from added_keysets
    ),
    kept as (
        select members.keyset_no, members.identifier_type, members.identifier_key
        from members
        anti join
            unlinked_members as lost
            on lost.keyset_no = members.keyset_no
            and lost.identifier_type = members.identifier_type
            and lost.identifier_key = members.identifier_key
    ),
    first_seen as (
        select
            kept.identifier_type,
            kept.identifier_key,
            min(seen.first_seen_at) as first_seen_at,
            list(kept.keyset_no) as keyset_nos
        from seen
        inner join kept on kept.keyset_no = seen.keyset_no
        group by kept.identifier_type, kept.identifier_key
    )
select
    row_number() over (order by first_seen_at nulls last, identifier_type, identifier_key)
    - 1 as identifier_no,
    identifier_type,
    identifier_key,
    first_seen_at,
    keyset_nos
from first_seen
