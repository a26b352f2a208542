-- One row per event of an Amplitude export; what only sets a user's properties links identifiers.
with
    parsed as (
        select
            *,
            texts_of(event_properties) as own,
            texts_of(user_properties) as known,
            nullif(session_id, '-1') as session_start,
            nullif(lower(concat_ws(' ', device_family, device_type)), '') as hardware
        from raw_amplitude__events
    ),
    located as (
        select
            *,
            first_text(
                own, ['[Amplitude] Page Location', '[Amplitude] Page URL', 'page_location', 'page_url', 'url']
            ) as url,
            try(
                json_transform(
                    first_text(own, ['products', '$products', 'items']),
                    '[{"product_id":"VARCHAR","productId":"VARCHAR","sku":"VARCHAR","item_id":"VARCHAR",'
                    || '"id":"VARCHAR","quantity":"VARCHAR"}]'
                )
            ) as products
        from parsed
    ),
    told as (
        select
            *,
            case
                when first_text(own, ['utm_source', 'utm_medium', 'utm_campaign']) is not null
                then 'event'
                when coalesce(url_parameter(url, 'utm_source'), url_parameter(url, 'utm_medium')) is not null
                then 'url'
                when coalesce(own['gclid'], url_parameter(url, 'gclid')) is not null
                then 'google'
                when first_text(known, ['utm_source', 'utm_medium', 'utm_campaign']) is not null
                then 'user'
                when known['gclid'] is not null
                then 'google'
            end as origin,
            coalesce(
                first_text(own, ['product_id', 'productId', '$productId', 'sku', 'item_id']),
                nullif(
                    array_to_string(
                        list_transform(
                            products, lambda p:coalesce(p.product_id, p.productid, p.sku, p.item_id, p.id)
                        ),
                        ','
                    ),
                    ''
                )
            ) as item_ids,
            number_of(first_text(own, ['quantity', '$quantity'])) as told_quantity
        from located
    )
select
    line_number,
    event_type not in ('$identify', '$groupidentify') as is_event,
    cast(null as varchar) as skip_reason,
    case
        when insert_id is not null
        then md5(cast([coalesce(device_id, user_id), insert_id] as varchar))
        else uuid
    end as event_id,
    instant_of(event_time, 'UTC') as occurred_at,
    event_time as time_text,
    coalesce(try_cast(event_id as bigint), 0) as sequence,
    event_type as event_name,
    case
        origin
        when 'event'
        then own['utm_source']
        when 'url'
        then url_parameter(url, 'utm_source')
        when 'user'
        then nullif(known['utm_source'], 'EMPTY')
        else origin
    end as channel,
    case
        origin
        when 'event'
        then own['utm_medium']
        when 'url'
        then url_parameter(url, 'utm_medium')
        when 'user'
        then nullif(known['utm_medium'], 'EMPTY')
        when 'google'
        then 'cpc'
    end as medium,
    case
        origin
        when 'event'
        then own['utm_campaign']
        when 'url'
        then url_parameter(url, 'utm_campaign')
        when 'user'
        then nullif(known['utm_campaign'], 'EMPTY')
    end as campaign,
    case
        when regexp_matches(hardware, 'ipad|tablet')
        then 'tablet'
        when lower(platform) in ('ios', 'android') or regexp_matches(hardware, 'iphone|ipod|android')
        then 'mobile'
        when regexp_matches(hardware, '^(windows|mac|linux|ubuntu|chrom|cros)')
        then 'desktop'
        else coalesce(device_type, device_family)
    end as device,
    page_path(
        coalesce(
            url, first_text(own, ['[Amplitude] Page Path', '[Amplitude] Screen Name', 'path', 'screen_name'])
        )
    ) as page,
    coalesce(
        number_of(first_text(own, ['revenue', '$revenue', 'total'])),
        case when own['currency'] is not null then number_of(own['value']) end,
        number_of(first_text(own, ['price', '$price'])) * told_quantity
    ) as value,
    coalesce(first_text(own, ['currency', '$currency']), cast($currency as varchar)) as currency,
    coalesce(
        told_quantity, list_sum(list_transform(products, lambda p:coalesce(number_of(p.quantity), 1)))
    ) as quantity,
    cast(null as double) as score,
    cast(null as varchar) as score_kind,
    cast(null as double) as sentiment,
    md5(coalesce(device_id, user_id) || '.' || session_start) as session_key,
    cast(null as varchar) as touchpoint_hint,
    cast(null as varchar) as body,
    [
        {'identifier_type':'user', 'identifier_value':user_id},
        {'identifier_type':'anonymous', 'identifier_value':device_id},
        {
            'identifier_type':'anonymous',
            'identifier_value': case
                when user_id is null and device_id is null then 'amplitude:' || amplitude_id
            end
        },
        {
            'identifier_type':'email',
            'identifier_value':coalesce(
                email_of(first_text(known, ['email', '$email', 'Email', 'e_mail'])), email_of(user_id)
            )
        },
        {'identifier_type':'phone', 'identifier_value':first_text(known, ['phone', '$phone', 'Phone'])}
    ] as identifiers,
    properties_of(
        [
            {'k':'country', 'v':country},
            {'k':'platform', 'v':platform},
            {'k':'os', 'v':os_name},
            {'k':'language', 'v':language},
            {'k':'library', 'v':library},
            {'k':'app_version', 'v':version_name},
            {'k':'page_host', 'v':page_host(url)},
            {
                'k':'is_landing',
                'v': case
                    when
                        coalesce(
                            url_parameter(url, 'utm_source'),
                            url_parameter(url, 'utm_medium'),
                            url_parameter(url, 'gclid')
                        )
                        is not null
                    then 'true'
                end
            },
            {
                'k':'referrer_host',
                'v':page_host(first_text(own, ['referrer', '[Amplitude] Page Referrer', 'page_referrer']))
            },
            {'k':'item_ids', 'v':item_ids},
            {
                'k':'transaction_id',
                'v':first_text(own, ['transaction_id', 'order_id', 'orderId', '$orderId'])
            },
            {'k':'coupon', 'v':first_text(own, ['coupon', 'coupon_code', 'coupon_id'])}
        ],
        map_concat(coalesce(extra, map{}), kept_texts(own, $kept, $unkept))
    ) as properties,
    own['user_agent'] as user_agent,
    ip_address as ip,
    cast(null as varchar) as flag,
from told
