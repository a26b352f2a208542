-- One row per survey, question, option, block, list or mailing of Qualtrics: no act of a customer, read so
-- that its rows are
-- accounted for.
select
    line_number,
    false as is_event,
    case when is_true(_fivetran_deleted) then 'deleted' end as skip_reason,
    cast(null as varchar) as event_id,
    cast(null as timestamptz) as occurred_at,
    cast(null as varchar) as time_text,
    cast(0 as bigint) as sequence,
    'definition' as event_name,
    cast(null as varchar) as channel,
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
    [
        {
            'identifier_type':'record',
            'identifier_value':concat_ws(':', 'qualtrics:definition', survey_id, id, key)
        }
    ] as identifiers,
    properties_of([{'k':'none', 'v':cast(null as varchar)}], extra) as properties,
    cast(null as varchar) as user_agent,
    cast(null as varchar) as ip,
    cast(null as varchar) as flag
from raw_qualtrics__definition
