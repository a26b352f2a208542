-- One row per act around an invitation to a survey (sent, opened, survey begun); one without any only links.
with
    acts as (
        select *, 'survey_sent' as act, sent_at as act_time, 0 as place
        from raw_qualtrics__distribution_contact
        where sent_at is not null
        union all
        select *, 'survey_opened', opened_at, 1
        from raw_qualtrics__distribution_contact
        where opened_at is not null
        union all
        select *, 'survey_started', response_started_at, 2
        from raw_qualtrics__distribution_contact
        where response_started_at is not null
        union all
        select *, 'survey_contact', response_completed_at, 3
        from raw_qualtrics__distribution_contact
        where coalesce(sent_at, opened_at, response_started_at) is null
    )
select
    line_number,
    act <> 'survey_contact' as is_event,
    cast(null as varchar) as skip_reason,
    case when act <> 'survey_contact' then concat_ws(':', act, distribution_id, contact_id) end as event_id,
    instant_of(act_time, 'UTC') as occurred_at,
    act_time as time_text,
    cast(place as bigint) as sequence,
    act as event_name,
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
    [
        {'identifier_type':'crm', 'identifier_value':'qualtrics:' || contact_id},
        {'identifier_type':'record', 'identifier_value':'qualtrics:response:' || response_id}
    ] as identifiers,
    properties_of(
        [{'k':'distribution_id', 'v':distribution_id}, {'k':'status', 'v':status}], extra
    ) as properties,
    cast(null as varchar) as user_agent,
    cast(null as varchar) as ip,
    cast(null as varchar) as flag
from acts
