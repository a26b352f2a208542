-- One row per identifier of a keyset that is in use
with
    used as (
        select keyset_no
        from event_rows
        union
        select keyset_no
        from identity_links
        union
        select keyset_no
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
    )
select used.keyset_no, identifiers.identifier_no, identifiers.identifier_type
from used
inner join kept on kept.keyset_no = used.keyset_no
inner join
    int_identifiers as identifiers
    on identifiers.identifier_type = kept.identifier_type
    and identifiers.identifier_key = kept.identifier_key
