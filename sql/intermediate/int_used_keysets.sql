-- One row per set of identifiers that rows of the state carry: when it was first seen, and whether on events
select keyset_no, min(occurred_at) as first_seen_at, bool_or(is_event) as is_on_events
from
    (
        select keyset_no, occurred_at, true as is_event
        from event_rows
        union all
        select keyset_no, occurred_at, false as is_event
        from identity_links
    )
group by keyset_no
