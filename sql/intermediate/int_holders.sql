-- One row per customer: the identifier that names it, the session where that is a kiosk, and its place in the
-- order of
-- customers
with
    held as (
        select distinct
            coalesce(owners.owner_no, owners.device_no) as holder_no, cast(null as varchar) as session_name
        from keyset_owners as owners
        inner join int_used_keysets as used on used.keyset_no = owners.keyset_no
        where owners.device_use = 'own' and used.is_on_events
        union
        select coalesce(shared.person_no, shared.device_no) as holder_no, kiosk.session_name
        from int_shared_device_events as shared
        left join int_kiosk_sessions as kiosk on kiosk.row_no = shared.row_no
    ),
    named as (
        select
            held.holder_no,
            held.session_name,
            customer_name(
                identifiers.identifier_type, identifiers.identifier_key, held.session_name
            ) as customer_id,
            identifiers.identifier_type in ('user', 'crm', 'email', 'phone') as is_known
        from held
        inner join int_identifiers as identifiers on identifiers.identifier_no = held.holder_no
    )
select
    holder_no,
    session_name,
    customer_id,
    is_known,
    row_number() over (order by customer_id) - 1 as holder_place
from named
