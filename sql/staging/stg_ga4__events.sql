-- One row per event of a GA4 BigQuery export.
with
    parsed as (select line_number, json_transform(record, $structure) as e from raw_ga4__events),
    flattened as (
        select
            *,
            e.collected_traffic_source as collected,
            e.session_traffic_source_last_click.manual_campaign as last_click,
            list_transform(
                e.event_params,
                lambda p: {
                    'k':p.key,
                    'v':coalesce(
                        p.value.string_value, p.value.int_value, p.value.double_value, p.value.float_value
                    )
                }
            ) as params
        from parsed
    ),
    named as (
        select
            *,
            map_from_entries(
                list_filter(
                    params,
                    lambda p,
                    place:p.k is not null and list_position(list_transform(params, lambda q:q.k), p.k) = place
                )
            ) as param,
            case
                when coalesce(collected.manual_source, collected.manual_medium) is not null
                then 'collected'
                when collected.gclid is not null
                then 'google'
                else 'last click'
            end as origin
        from flattened
    )
select
    line_number,
    true as is_event,
    cast(null as varchar) as skip_reason,
    case
        when e.batch_ordering_id is not null and e.batch_event_index is not null
        then
            md5(
                cast(
                    [
                        e.user_pseudo_id,
                        e.event_timestamp,
                        e.event_name,
                        e.batch_page_id,
                        e.batch_ordering_id,
                        e.batch_event_index
                    ] as varchar
                )
            )
    end as event_id,
    instant_of_epoch(e.event_timestamp, 1) as occurred_at,
    e.event_timestamp as time_text,
    cast(coalesce(try_cast(e.batch_ordering_id as integer), 0) as bigint) * 1000
    + coalesce(try_cast(e.batch_event_index as integer), 0) as sequence,
    e.event_name as event_name,
    case
        origin when 'collected' then collected.manual_source when 'google' then origin else last_click.source
    end as channel,
    case
        origin when 'collected' then collected.manual_medium when 'google' then 'cpc' else last_click.medium
    end as medium,
    nullif(
        case origin when 'collected' then collected.manual_campaign_name else last_click.campaign_name end,
        '(not set)'
    ) as campaign,
    e.device.category as device,
    page_path(
        coalesce(param['page_location'], param['firebase_screen'], param['firebase_screen_class'])
    ) as page,
    number_of(coalesce(param['value'], e.ecommerce.purchase_revenue)) as value,
    coalesce(param['currency'], cast($currency as varchar)) as currency,
    list_sum(list_transform(e.items, lambda i:coalesce(number_of(i.quantity), 1))) as quantity,
    cast(null as double) as score,
    cast(null as varchar) as score_kind,
    cast(null as double) as sentiment,
    md5(e.user_pseudo_id || '.' || param['ga_session_id']) as session_key,
    cast(null as varchar) as touchpoint_hint,
    cast(null as varchar) as body,
    [
        {'identifier_type':'user', 'identifier_value':e.user_id},
        {'identifier_type':'anonymous', 'identifier_value':e.user_pseudo_id}
    ] as identifiers,
    properties_of(
        [
            {'k':'country', 'v':e.geo.country},
            {'k':'platform', 'v':e.platform},
            {'k':'page_host', 'v':page_host(param['page_location'])},
            {'k':'referrer_host', 'v':page_host(param['page_referrer'])},
            {'k':'transaction_id', 'v':coalesce(param['transaction_id'], e.ecommerce.transaction_id)},
            {
                'k':'coupon',
                'v':coalesce(param['coupon'], list_any_value(list_transform(e.items, lambda i:i.coupon)))
            },
            {
                'k':'item_ids',
                'v':nullif(array_to_string(list_transform(e.items, lambda i:i.item_id), ','), '')
            }
        ],
        map_from_entries(
            list_filter(
                map_entries(param),
                lambda p:p.value is not null
                and p.key not in ('page_location', 'page_referrer', 'value', 'currency')
            )
        )
    ) as properties,
    cast(null as varchar) as user_agent,
    cast(null as varchar) as ip,
    cast(null as varchar) as flag,
from named
