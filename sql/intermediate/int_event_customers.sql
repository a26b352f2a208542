-- One row per event that has a customer: its pseudonym, and whether a person's key is known
with
    owned as (
        select
            event_log.source,
            event_log.event_id,
            case
                when owners.device_use in ('shared', 'kiosk') then shared.person_no else owners.owner_no
            end as owner_no,
            owners.device_no,
            owners.keyset_no,
            kiosk.session_name
        from event_log
        inner join keyset_owners as owners on owners.keyset_id = event_log.keyset_id
        left join
            int_shared_device_events as shared
            on shared.source = event_log.source
            and shared.event_id = event_log.event_id
        left join
            int_kiosk_sessions as kiosk
            on kiosk.source = event_log.source
            and kiosk.event_id = event_log.event_id
    )
select
    owned.source,
    owned.event_id,
    left(
        md5(
            identifiers.identifier_type
            || ':'
            || identifiers.identifier_key
            || coalesce('/' || owned.session_name, '')
        ),
        20
    ) as customer_id,
    identifiers.identifier_type in ('user', 'crm', 'email', 'phone') as is_known,
    owned.keyset_no
from owned
inner join
    int_identifiers as identifiers on identifiers.identifier_no = coalesce(owned.owner_no, owned.device_no)
