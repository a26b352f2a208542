-- One row per identifier of a keyset that is in use
select unnest(keyset_nos) as keyset_no, identifier_no, identifier_type from int_identifiers
