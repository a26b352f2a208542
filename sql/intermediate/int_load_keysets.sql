-- One row per distinct list of identifiers in the files being loaded: the set of pseudonyms that it stands
-- for
with
    lists as (select distinct coalesce(identifiers, []) as identifiers from int_staged),
    numbered as (select row_number() over () as list_no, identifiers from lists),
    unnested as (select list_no, unnest(identifiers) as identifier from numbered),
    members as (
        select distinct unnested.list_no, known.identifier_type || ':' || known.identifier_key as member
        from unnested
        inner join
            int_load_identifiers as known
            on known.identifier_type = unnested.identifier.identifier_type
            and known.identifier_value = unnested.identifier.identifier_value
    ),
    sets as (select list_no, list_sort(list(member)) as members from members group by list_no)
select numbered.identifiers, sets.members, md5(array_to_string(sets.members, '|')) as keyset_id
from sets
inner join numbered on numbered.list_no = sets.list_no
