-- One row per event on a device that several persons use: the person it belongs to
with
    on_device as (
        select
            events.rowid as row_no,
            said.source,
            events.event_id,
            events.occurred_at,
            events.sequence,
            owners.device_no,
            owners.device_use,
            owners.person_no
        from event_rows as events
        inner join keyset_owners as owners on owners.keyset_no = events.keyset_no
        inner join signatures as said on said.signature_no = events.signature_no
        where owners.device_use in ('shared', 'kiosk')
    ),
    placed as (
        select
            *,
            last_value(person_no ignore nulls) over (
                partition by device_no
                order by occurred_at, sequence, source, event_id
                rows between unbounded preceding and current row
            ) as last_person_no,
            first_value(person_no ignore nulls) over (
                partition by device_no
                order by occurred_at, sequence, source, event_id
                rows between unbounded preceding and unbounded following
            ) as first_person_no
        from on_device
    )
select
    row_no,
    source,
    event_id,
    occurred_at,
    sequence,
    device_no,
    coalesce(
        person_no, case when device_use = 'shared' then coalesce(last_person_no, first_person_no) end
    ) as person_no
from placed
