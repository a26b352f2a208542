-- One row per identifier of each set that the files being loaded bring and the state does not have
with
    used as (
        select distinct keyset_id
        from int_load_events
        where is_stored
        union
        select distinct staged.keyset_id
        from int_load_rows as staged
        inner join int_load_links as brought on brought.row_id = staged.row_id
        where brought.novelty <> 'known'
    ),
    unseen as (select keyset_id from used where keyset_id not in (select keyset_id from keysets)),
    members as (
        select distinct unseen.keyset_id, unnest(int_load_keysets.members) as member
        from unseen
        inner join int_load_keysets on int_load_keysets.keyset_id = unseen.keyset_id
    )
select keyset_id, split_part(member, ':', 1) as identifier_type, split_part(member, ':', 2) as identifier_key
from members
