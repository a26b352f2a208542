-- One row per distinct combination of words in the files being loaded: its number in the state, old or new
with
    numbered as (
        select
            *,
            dense_rank() over (
                order by
                    signature_no is not null,
                    source,
                    event_name,
                    channel,
                    medium,
                    campaign,
                    device,
                    page,
                    currency,
                    score_kind,
                    touchpoint_hint,
                    flag
            )
            - 1 as place
        from int_load_words
    )
select
    * exclude (signature_no, place),
    cast(coalesce(signature_no, $next_signature + place) as integer) as signature_no,
    signature_no is null as is_new
from numbered
