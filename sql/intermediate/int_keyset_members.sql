-- One row per identifier of a keyset that is in use
with
    used as (
        select keyset_id
        from event_log
        union
        select keyset_id
        from identity_links
        union
        select keyset_id
        from added_keysets
    ),
    numbered as (select keyset_id, row_number() over (order by keyset_id) - 1 as keyset_no from used),
    members as (
        select keyset_id, identifier_type, identifier_key
        from keysets
        union all
        select keyset_id, identifier_type, identifier_key
        from added_keysets
    ),
    kept as (
        select members.keyset_id, members.identifier_type, members.identifier_key
        from members
        anti join
            unlinked_members as lost
            on lost.keyset_id = members.keyset_id
            and lost.identifier_type = members.identifier_type
            and lost.identifier_key = members.identifier_key
    )
select numbered.keyset_no, numbered.keyset_id, identifiers.identifier_no, identifiers.identifier_type
from numbered
inner join kept on kept.keyset_id = numbered.keyset_id
inner join
    int_identifiers as identifiers
    on identifiers.identifier_type = kept.identifier_type
    and identifiers.identifier_key = kept.identifier_key
