-- One row per distinct list of identifiers in the files being loaded that has any: the set of pseudonyms that
-- it
-- stands for, and the number of that set in the state, old or new
with
    unnested as (select identity_no, unnest(identifiers) as identifier from int_load_identities),
    members as (
        select unnested.identity_no, known.identifier_type || ':' || known.identifier_key as member
        from unnested
        inner join
            int_load_identifiers as known
            on known.identifier_type = unnested.identifier.identifier_type
            and known.identifier_value = unnested.identifier.identifier_value
    ),
    told as (select identity_no, list(member) as members from members group by identity_no),
    sets as (
        select
            identity_no,
            case when len(members) > 1 then list_sort(list_distinct(members)) else members end as members
        from told
    ),
    named as (select identity_no, members, md5(array_to_string(members, '|')) as keyset_id from sets),
    known as (
        select keyset_id, any_value(keyset_no) as keyset_no
        from keysets
        where keyset_id in (select keyset_id from named)
        group by keyset_id
    ),
    numbered as (
        select
            named.*,
            known.keyset_no,
            dense_rank() over (order by known.keyset_no is not null, named.keyset_id) - 1 as place
        from named
        left join known on known.keyset_id = named.keyset_id
    )
select
    identity_no,
    members,
    keyset_id,
    cast(coalesce(keyset_no, $next_keyset + place) as integer) as keyset_no,
    keyset_no is null as is_new
from numbered
