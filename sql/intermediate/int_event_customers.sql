-- One row per event: its customer's pseudonym, and whether a person's key is known
with
    owned as (
        select
            events.rowid as row_no,
            case
                when owners.device_use in ('shared', 'kiosk') then shared.person_no else owners.owner_no
            end as owner_no,
            owners.device_no,
            owners.keyset_no,
            kiosk.session_name
        from event_rows as events
        inner join keyset_owners as owners on owners.keyset_no = events.keyset_no
        left join int_shared_device_events as shared on shared.row_no = events.rowid
        left join int_kiosk_sessions as kiosk on kiosk.row_no = events.rowid
    )
select
    owned.row_no,
    owned.keyset_no,
    customer_name(identifiers.identifier_type, identifiers.identifier_key, owned.session_name) as customer_id,
    identifiers.identifier_type in ('user', 'crm', 'email', 'phone') as is_known
from owned
inner join
    int_identifiers as identifiers on identifiers.identifier_no = coalesce(owned.owner_no, owned.device_no)
