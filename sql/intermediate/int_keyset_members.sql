-- One row per identifier of a keyset that is in use
with
    used as (
        select keyset_id
        from event_log
        union
        select keyset_id
        from identity_links
    ),
    numbered as (select keyset_id, row_number() over (order by keyset_id) - 1 as keyset_no from used)
select numbered.keyset_no, numbered.keyset_id, identifiers.identifier_no, identifiers.identifier_type
from numbered
inner join keysets on keysets.keyset_id = numbered.keyset_id
inner join
    int_identifiers as identifiers
    on identifiers.identifier_type = keysets.identifier_type
    and identifiers.identifier_key = keysets.identifier_key
