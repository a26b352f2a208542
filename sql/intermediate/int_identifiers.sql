-- One row per identifier: when it was first seen, numbered by first time seen, type and value
with
    seen as (
        select keyset_id, min(occurred_at) as first_seen_at
        from
            (
                select keyset_id, occurred_at
                from event_log
                union all
                select keyset_id, occurred_at
                from identity_links
            )
        group by keyset_id
    ),
    first_seen as (
        select keysets.identifier_type, keysets.identifier_key, min(seen.first_seen_at) as first_seen_at
        from seen
        inner join keysets on keysets.keyset_id = seen.keyset_id
        group by keysets.identifier_type, keysets.identifier_key
    )
select
    row_number() over (order by first_seen_at nulls last, identifier_type, identifier_key)
    - 1 as identifier_no,
    identifier_type,
    identifier_key,
    first_seen_at
from first_seen
