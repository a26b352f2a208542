-- One row per call of a Segment or RudderStack export; identify, group and alias calls only link identifiers.
with
    parsed as (
        select
            *,
            texts_of(properties) as own,
            texts_of(traits) as traits_of,
            try(
                json_transform(
                    context,
                    '{"page":{"url":"VARCHAR","path":"VARCHAR","referrer":"VARCHAR"},'
                    || '"campaign":{"source":"VARCHAR","medium":"VARCHAR","name":"VARCHAR"},'
                    || '"device":{"type":"VARCHAR"},"userAgentData":{"mobile":"VARCHAR"},'
                    || '"os":{"name":"VARCHAR"},"locale":"VARCHAR","app":{"version":"VARCHAR"},'
                    || '"traits":{"email":"VARCHAR","phone":"VARCHAR"},"ip":"VARCHAR",'
                    || '"userAgent":"VARCHAR","sessionId":"VARCHAR","isBot":"VARCHAR"}'
                )
            ) as told,
            type in ('page', 'screen') as is_page
        from raw_segment__events
    ),
    located as (
        select
            *,
            coalesce(told.page.url, own['url']) as url,
            coalesce(told.page.referrer, own['referrer']) as referrer,
            products_of(own['products']) as products,
            case when is_cart_step(event) then coalesce(number_of(own['quantity']), 1) end as pieces
        from parsed
    ),
    traced as (select *, traffic_of(told.campaign, url, referrer) as traffic from located)
select
    line_number,
    coalesce(type not in ('identify', 'group', 'alias'), true) as is_event,
    cast(null as varchar) as skip_reason,
    messageid as event_id,
    instant_of(timestamp, 'UTC') as occurred_at,
    timestamp as time_text,
    cast(0 as bigint) as sequence,
    case when type = 'track' then event when is_page then type end as event_name,
    traffic.channel as channel,
    traffic.medium as medium,
    traffic.campaign as campaign,
    case
        when lower(told.device.type) in ('ios', 'android') or lower(told.useragentdata.mobile) = 'true'
        then 'mobile'
        when lower(told.useragentdata.mobile) = 'false'
        then 'desktop'
        else nullif(told.device.type, '')
    end as device,
    page_path(
        coalesce(url, nullif(told.page.path, ''), case when is_page then coalesce(own['path'], name) end)
    ) as page,
    coalesce(
        number_of(own['total']),
        number_of(own['revenue']),
        number_of(own['value']),
        number_of(own['price']) * pieces
    ) as value,
    coalesce(first_text(own, ['currency']), cast($currency as varchar)) as currency,
    coalesce(pieces, piece_count(products)) as quantity,
    cast(null as double) as score,
    cast(null as varchar) as score_kind,
    cast(null as double) as sentiment,
    md5(coalesce(anonymousid, userid) || '.' || nullif(told.sessionid, '')) as session_key,
    cast(null as varchar) as touchpoint_hint,
    cast(null as varchar) as body,
    [
        {'identifier_type':'user', 'identifier_value':userid},
        {
            'identifier_type':'user',
            'identifier_value': case when previousid is distinct from anonymousid then previousid end
        },
        {'identifier_type':'anonymous', 'identifier_value':anonymousid},
        {'identifier_type':'anonymous', 'identifier_value':previousid},
        {
            'identifier_type':'email',
            'identifier_value': case
                when type <> 'group' then coalesce(first_text(traits_of, ['email']), told.traits.email)
            end
        },
        {
            'identifier_type':'phone',
            'identifier_value': case
                when type <> 'group' then coalesce(first_text(traits_of, ['phone']), told.traits.phone)
            end
        }
    ] as identifiers,
    properties_of(
        [
            {'k':'platform', 'v':channel},
            {'k':'os', 'v':nullif(told.os.name, '')},
            {'k':'language', 'v':nullif(told.locale, '')},
            {'k':'app_version', 'v':nullif(told.app.version, '')},
            {'k':'page_host', 'v':page_host(url)},
            {'k':'referrer_host', 'v':page_host(referrer)},
            {'k':'page_name', 'v': case when is_page then name end},
            {'k':'page_category', 'v':category},
            {'k':'transaction_id', 'v':first_text(own, ['order_id'])},
            {'k':'coupon', 'v':first_text(own, ['coupon', 'coupon_id', 'coupon_name'])},
            {'k':'item_ids', 'v':coalesce(product_ids(products), first_text(own, ['product_id', 'sku']))}
        ],
        map_concat(coalesce(extra, map{}), kept_texts(own, $kept, $unkept))
    ) as properties,
    told.useragent as user_agent,
    coalesce(told.ip, request_ip) as ip,
    case when lower(told.isbot) = 'true' then 'bot' end as flag,
from traced
