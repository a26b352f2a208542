-- One row per event of a HubSpot e-mail: sent, opened, clicked, bounced and so on. Steps of the delivery
-- and what
-- later events made void only link.
with
    acts as (
        select
            *,
            case
                upper(type)
                when 'SPAMREPORT'
                then 'spam_report'
                when 'STATUSCHANGE'
                then
                    case
                        when upper(portal_subscription_status) = 'UNSUBSCRIBED'
                        then 'unsubscribe'
                        else 'status_change'
                    end
                else lower(type)
            end as act
        from raw_hubspot__email_event
    )
select
    line_number,
    upper(type) not in ('PROCESSED', 'DELIVERED', 'DEFERRED', 'DROPPED', 'SUPPRESSED', 'UNBOUNCE')
    and obsoleted_by_id is null as is_event,
    cast(null as varchar) as skip_reason,
    'hubspot:email:' || id as event_id,
    hubspot_instant(created, $timezone) as occurred_at,
    created as time_text,
    cast(coalesce(list_position(['SENT', 'BOUNCE', 'OPEN', 'CLICK'], upper(type)), 9) as bigint) as sequence,
    'email_' || act as event_name,
    'email' as channel,
    'email' as medium,
    email_campaign_id as campaign,
    case upper(device_type) when 'COMPUTER' then 'desktop' else lower(device_type) end as device,
    page_path(url) as page,
    cast(null as double) as value,
    cast(null as varchar) as currency,
    cast(null as double) as quantity,
    cast(null as double) as score,
    cast(null as varchar) as score_kind,
    cast(null as double) as sentiment,
    cast(null as varchar) as session_key,
    cast(null as varchar) as touchpoint_hint,
    cast(null as varchar) as body,
    [{'identifier_type':'email', 'identifier_value':recipient}] as identifiers,
    properties_of([{'k':'page_host', 'v':page_host(url)}], extra) as properties,
    user_agent,
    ip_address as ip,
    case when is_true(filtered_event) then 'bot' end as flag,
from acts
