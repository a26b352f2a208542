-- One row per event of a Mixpanel export; what only tells Mixpanel that two ids are one links identifiers.
with
    parsed as (
        select
            *,
            texts_of(properties) as own,
            coalesce(
                instant_of_epoch(time, 1000000), instant_of_epoch(time, 1000), instant_of(time, 'UTC')
            ) as occurred_at,
            regexp_replace(device_id, '^\$device:', '') as device
        from raw_mixpanel__events
    ),
    located as (
        select
            *,
            first_text(own, ['$current_url', 'page_url', 'url']) as url,
            coalesce(user_id, own['$identified_id']) as person,
            coalesce(device, regexp_replace(own['$anon_id'], '^\$device:', '')) as browser,
            nullif(lower(concat_ws(' ', own['$device'], own['$model'], own['$os'])), '') as hardware,
            try(
                json_transform(
                    first_text(own, ['products', '$products', 'items']),
                    '[{"product_id":"VARCHAR","productId":"VARCHAR","sku":"VARCHAR","item_id":"VARCHAR",'
                    || '"id":"VARCHAR","quantity":"VARCHAR"}]'
                )
            ) as products,
            number_of(first_text(own, ['quantity', '$quantity', 'Quantity'])) as told_quantity
        from parsed
    ),
    told as (
        select
            *,
            case
                when event = '$merge'
                then try(json_transform(own['$distinct_ids'], '["VARCHAR"]'))
                when event = '$create_alias'
                then [distinct_id, own['alias']]
                when coalesce(person, browser) is null
                then [distinct_id]
                else cast([] as varchar[])
            end as loose_ids,
            case
                when coalesce(url_parameter(url, 'utm_source'), url_parameter(url, 'utm_medium')) is not null
                then 'url'
                when url_parameter(url, 'gclid') is not null
                then 'google'
                when first_text(own, ['utm_source', 'utm_medium', 'utm_campaign']) is not null
                then 'event'
                when own['gclid'] is not null
                then 'google'
            end as origin
        from located
    ),
    typed as (
        select
            *,
            list_transform(
                loose_ids,
                lambda id: {
                    'identifier_type': case
                        when
                            starts_with(id, '$device:')
                            or regexp_full_match(
                                lower(id), '[0-9a-f]{8,16}(-[0-9a-f]{4,16}){3}-[0-9a-f]{8,16}'
                            )
                        then 'anonymous'
                        else 'user'
                    end,
                    'identifier_value':regexp_replace(id, '^\$device:', '')
                }
            ) as loose_keys
        from told
    )
select
    line_number,
    event not in ('$identify', '$create_alias', '$merge') as is_event,
    cast(null as varchar) as skip_reason,
    case
        when insert_id is not null
        then
            md5(
                cast(
                    [
                        insert_id,
                        event,
                        coalesce(device, user_id, own['$distinct_id_before_identity'], distinct_id),
                        cast(cast(floor(epoch(occurred_at)) as bigint) as varchar)
                    ] as varchar
                )
            )
    end as event_id,
    occurred_at,
    time as time_text,
    coalesce(
        try_cast(first_text(own, ['$mp_api_timestamp_ms', 'mp_processing_time_ms']) as bigint), 0
    ) as sequence,
    event as event_name,
    case
        origin
        when 'url'
        then url_parameter(url, 'utm_source')
        when 'event'
        then own['utm_source']
        else origin
    end as channel,
    case
        origin
        when 'url'
        then url_parameter(url, 'utm_medium')
        when 'event'
        then own['utm_medium']
        when 'google'
        then 'cpc'
    end as medium,
    case
        origin when 'url' then url_parameter(url, 'utm_campaign') when 'event' then own['utm_campaign']
    end as campaign,
    case
        when regexp_matches(hardware, 'ipad|tablet')
        then 'tablet'
        when regexp_matches(hardware, 'iphone|ipod|android|ios|windows (phone|mobile)|blackberry')
        then 'mobile'
        when regexp_matches(hardware, 'windows|mac|linux|ubuntu|chrome ?os')
        then 'desktop'
        else coalesce(own['$device'], own['$model'])
    end as device,
    page_path(coalesce(url, first_text(own, ['current_url_path', '$screen_name', 'screen_name']))) as page,
    coalesce(
        number_of(first_text(own, ['revenue', '$revenue', 'Revenue', 'total', 'Total', '$amount'])),
        case when own['currency'] is not null then number_of(own['value']) end,
        number_of(first_text(own, ['price', '$price', 'Price'])) * told_quantity
    ) as value,
    coalesce(first_text(own, ['currency', '$currency', 'Currency']), cast($currency as varchar)) as currency,
    coalesce(
        told_quantity, list_sum(list_transform(products, lambda p:coalesce(number_of(p.quantity), 1)))
    ) as quantity,
    cast(null as double) as score,
    cast(null as varchar) as score_kind,
    cast(null as double) as sentiment,
    cast(null as varchar) as session_key,
    cast(null as varchar) as touchpoint_hint,
    cast(null as varchar) as body,
    list_concat(
        [
            {'identifier_type':'user', 'identifier_value':person},
            {'identifier_type':'anonymous', 'identifier_value':browser},
            {
                'identifier_type':'email',
                'identifier_value':coalesce(
                    email_of(first_text(own, ['$email', 'email', 'Email'])), email_of(person)
                )
            },
            {'identifier_type':'phone', 'identifier_value':first_text(own, ['$phone', 'phone', 'Phone'])}
        ],
        loose_keys,
        list_transform(loose_ids, lambda id: {'identifier_type':'email', 'identifier_value':email_of(id)})
    ) as identifiers,
    properties_of(
        [
            {'k':'country', 'v':own['mp_country_code']},
            {'k':'os', 'v':own['$os']},
            {'k':'browser', 'v':own['$browser']},
            {'k':'library', 'v':own['mp_lib']},
            {'k':'app_version', 'v':own['$app_version_string']},
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
            {'k':'referrer_host', 'v':page_host(own['$referrer'])},
            {
                'k':'item_ids',
                'v':coalesce(
                    first_text(own, ['product_id', 'productId', 'Product ID', 'sku', 'item_id']),
                    nullif(
                        array_to_string(
                            list_transform(
                                products, lambda p:coalesce(p.product_id, p.productid, p.sku, p.item_id, p.id)
                            ),
                            ','
                        ),
                        ''
                    )
                )
            },
            {
                'k':'transaction_id',
                'v':first_text(own, ['transaction_id', 'order_id', 'orderId', 'Order ID'])
            },
            {'k':'coupon', 'v':first_text(own, ['coupon', 'coupon_code', 'coupon_id'])}
        ],
        map_concat(coalesce(extra, map{}), kept_texts(own, $kept, $unkept))
    ) as properties,
    first_text(own, ['$user_agent', 'user_agent']) as user_agent,
    first_text(own, ['ip', '$ip']) as ip,
    cast(null as varchar) as flag,
from typed
