-- One row per identifier in the files being loaded, as the file has it: normal form and pseudonym
with
    unnested as (select unnest(identifiers) as identifier from int_load_identities),
    as_given as (
        select distinct
            identifier.identifier_type as identifier_type, identifier.identifier_value as identifier_value
        from unnested
        where identifier.identifier_value is not null
    ),
    trimmed as (
        select
            identifier_type,
            identifier_value,
            case
                when regexp_full_match(identifier_value, '[!-~]*')
                then identifier_value
                else trim(nfc_normalize(replace(identifier_value, chr(0), '')), $trimmed)
            end as text
        from as_given
    ),
    numbered as (
        select
            *, case when identifier_type = 'phone' then translate(text, $digits, $ascii_digits) end as number
        from trimmed
    ),
    normal as (
        select
            identifier_type,
            identifier_value,
            case
                when identifier_type = 'email'
                then nfc_normalize(lower(text))
                when identifier_type = 'phone' and regexp_matches(number, '[0-9]')
                then
                    case when starts_with(number, '+') then '+' else '' end
                    || regexp_replace(number, '[^0-9]', '', 'g')
                when identifier_type = 'phone'
                then ''
                else text
            end as normal_value
        from numbered
    ),
    compared as (
        select
            *,
            lower(
                case
                    when identifier_type in ('crm', 'record')
                    then split_part(normal_value, ':', -1)
                    else normal_value
                end
            ) as bare_value
        from normal
    ),
    denied as (select unnest($denied) as key),
    usable as (
        select *
        from compared
        where bare_value <> '' and identifier_type || ':' || bare_value not in (select key from denied)
    )
select
    identifier_type,
    identifier_value,
    normal_value,
    left(
        sha256($outer_pad || unhex(sha256($inner_pad || encode(identifier_type || ':' || normal_value)))), 32
    ) as identifier_key
from usable
