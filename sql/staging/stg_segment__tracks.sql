-- One row per row of a tracks table, or of one event's own table, that Segment or RudderStack wrote.
with
    traced as (
        select
            *,
            traffic_of(
                {
                    'source':context_campaign_source,
                    'medium':context_campaign_medium,
                    'name':context_campaign_name
                },
                context_page_url,
                context_page_referrer
            ) as traffic,
            products_of(products) as items,
            case
                when is_cart_step(coalesce(event_text, event)) then coalesce(number_of(quantity), 1)
            end as pieces
        from raw_segment__tracks
    )
select
    line_number,
    true as is_event,
    cast(null as varchar) as skip_reason,
    id as event_id,
    instant_of(timestamp, 'UTC') as occurred_at,
    timestamp as time_text,
    cast(0 as bigint) as sequence,
    coalesce(event_text, event) as event_name,
    traffic.channel as channel,
    traffic.medium as medium,
    traffic.campaign as campaign,
    case
        when lower(context_device_type) in ('ios', 'android') then 'mobile' else context_device_type
    end as device,
    page_path(coalesce(context_page_url, context_page_path)) as page,
    coalesce(number_of(total), number_of(revenue), number_of(value), number_of(price) * pieces) as value,
    coalesce(currency, cast($currency as varchar)) as currency,
    coalesce(pieces, piece_count(items)) as quantity,
    cast(null as double) as score,
    cast(null as varchar) as score_kind,
    cast(null as double) as sentiment,
    md5(coalesce(anonymous_id, user_id) || '.' || context_session_id) as session_key,
    cast(null as varchar) as touchpoint_hint,
    cast(null as varchar) as body,
    [
        {'identifier_type':'user', 'identifier_value':user_id},
        {'identifier_type':'anonymous', 'identifier_value':anonymous_id},
        {'identifier_type':'email', 'identifier_value':context_traits_email}
    ] as identifiers,
    properties_of(
        [
            {'k':'platform', 'v':channel},
            {'k':'page_host', 'v':page_host(context_page_url)},
            {'k':'referrer_host', 'v':page_host(context_page_referrer)},
            {'k':'transaction_id', 'v':order_id},
            {'k':'coupon', 'v':coupon},
            {'k':'item_ids', 'v':coalesce(product_ids(items), product_id, sku)}
        ],
        extra
    ) as properties,
    context_user_agent as user_agent,
    context_ip as ip,
    cast(null as varchar) as flag,
from traced
