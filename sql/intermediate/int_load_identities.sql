-- One row per distinct list of identifiers in the files being loaded
select chosen.identity_no, coalesce(staged.identifiers, []) as identifiers
from load_identities as chosen
inner join int_staged as staged on staged.row_id = chosen.row_id
