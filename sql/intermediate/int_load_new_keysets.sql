-- One row per identifier of each set that the files being loaded bring to the state
with
    members as (
        select distinct sets.keyset_no, sets.keyset_id, unnest(sets.members) as member
        from int_load_keysets as sets
        inner join load_used_identities as used on used.identity_no = sets.identity_no
        where sets.is_new
    )
select
    keyset_no,
    keyset_id,
    split_part(member, ':', 1) as identifier_type,
    split_part(member, ':', 2) as identifier_key
from members
