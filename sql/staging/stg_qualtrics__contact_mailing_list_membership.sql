-- One row per place of a contact on a Qualtrics mailing list: an act where the contact left it.
select
    line_number,
    unsubscribe_date is not null as is_event,
    cast(null as varchar) as skip_reason,
    case
        when unsubscribe_date is not null then concat_ws(':', 'unsubscribed', mailing_list_id, contact_id)
    end as event_id,
    instant_of(unsubscribe_date, 'UTC') as occurred_at,
    unsubscribe_date as time_text,
    cast(0 as bigint) as sequence,
    'mailing_unsubscribed' as event_name,
    'email' as channel,
    cast(null as varchar) as medium,
    cast(null as varchar) as campaign,
    cast(null as varchar) as device,
    cast(null as varchar) as page,
    cast(null as double) as value,
    cast(null as varchar) as currency,
    cast(null as double) as quantity,
    cast(null as double) as score,
    cast(null as varchar) as score_kind,
    cast(null as double) as sentiment,
    cast(null as varchar) as session_key,
    cast(null as varchar) as touchpoint_hint,
    cast(null as varchar) as body,
    [{'identifier_type':'crm', 'identifier_value':'qualtrics:' || contact_id}] as identifiers,
    properties_of([{'k':'mailing_list_id', 'v':mailing_list_id}], extra) as properties,
    cast(null as varchar) as user_agent,
    cast(null as varchar) as ip,
    cast(null as varchar) as flag
from raw_qualtrics__contact_mailing_list_membership
