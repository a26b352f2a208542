-- One row per key of the company's own people in the files being loaded: an e-mail of its domains
select distinct identifier_type, identifier_key
from int_load_identifiers
where identifier_type = 'email' and list_contains($internal_domains, split_part(normal_value, '@', -1))
