-- One row per checkout of the Shopify Admin API that was left, or that became an order; an item's line only
-- links.
with
    named as (
        select
            *,
            regexp_replace(id, '^gid://shopify/[A-Za-z]+/', '') as plain_id,
            regexp_replace("__parentId", '^gid://shopify/[A-Za-z]+/', '') as parent_id,
            coalesce(
                token,
                nullif(
                    regexp_extract(abandoned_checkout_url, '/checkouts/(?:[a-z]+/)?([^/?#]+)/recover', 1), ''
                )
            ) as checkout_token,
            case
                when json_valid(line_items) then json_transform(line_items, $item_structure)
            end as nested_items,
            case
                when not json_valid(discount_codes)
                then discount_codes
                when starts_with(json_transform(discount_codes, '["VARCHAR"]')[1], '{')
                then json_transform(discount_codes, $discount_structure)[1].code
                else json_transform(discount_codes, '["VARCHAR"]')[1]
            end as coupon,
            case
                when json_valid(gateway) and starts_with(gateway, '[')
                then array_to_string(json_transform(gateway, '["VARCHAR"]'), ',')
                else gateway
            end as payment_method
        from raw_shopify__abandoned_checkout
    ),
    line_sums as (
        select
            parent_id,
            sum(number_of(quantity)) as quantity,
            string_agg(sku, ',' order by line_number) as item_ids
        from named
        where parent_id is not null
        group by parent_id
    ),
    checkouts as (
        select
            named.* exclude (quantity),
            coalesce(
                list_sum(list_transform(nested_items, lambda item:coalesce(number_of(item.quantity), 1))),
                line_sums.quantity
            ) as item_count,
            coalesce(
                nullif(
                    array_to_string(
                        list_transform(
                            nested_items,
                            lambda item:coalesce(nullif(item.sku, ''), item.variant_id, item.product_id)
                        ),
                        ','
                    ),
                    ''
                ),
                line_sums.item_ids
            ) as item_ids
        from named
        left join line_sums on line_sums.parent_id = named.plain_id
    )
select
    line_number,
    parent_id is null as is_event,
    case when is_true("_fivetran_deleted") then 'deleted' end as skip_reason,
    case when parent_id is null then 'checkout:' || plain_id end as event_id,
    instant_of(created_at, $timezone) as occurred_at,
    created_at as time_text,
    case
        when parent_id is null then 0 else row_number() over (partition by parent_id order by line_number)
    end as sequence,
    case
        when parent_id is not null
        then 'checkout_line'
        when completed_at is null
        then 'checkout_abandoned'
        else 'checkout_started'
    end as event_name,
    case
        when url_parameter(landing_site, 'utm_source') is not null
        then url_parameter(landing_site, 'utm_source')
        when url_parameter(landing_site, 'gclid') is not null
        then 'google'
        else source_name
    end as channel,
    case
        when url_parameter(landing_site, 'utm_medium') is not null
        then url_parameter(landing_site, 'utm_medium')
        when
            url_parameter(landing_site, 'gclid') is not null
            and url_parameter(landing_site, 'utm_source') is null
        then 'cpc'
    end as medium,
    url_parameter(landing_site, 'utm_campaign') as campaign,
    cast(null as varchar) as device,
    cast(null as varchar) as page,
    number_of(total_price) as value,
    coalesce(currency, cast($currency as varchar)) as currency,
    item_count as quantity,
    cast(null as double) as score,
    cast(null as varchar) as score_kind,
    cast(null as double) as sentiment,
    cast(null as varchar) as session_key,
    cast(null as varchar) as touchpoint_hint,
    cast(null as varchar) as body,
    [
        {
            'identifier_type':'crm',
            'identifier_value':'shopify:' || regexp_replace(customer_id, '^gid://shopify/[A-Za-z]+/', '')
        },
        {'identifier_type':'email', 'identifier_value':email},
        {'identifier_type':'phone', 'identifier_value':ltrim(phone, '''')},
        {'identifier_type':'record', 'identifier_value':'shopify:cart:' || cart_token},
        {'identifier_type':'record', 'identifier_value':'shopify:checkout:' || checkout_token},
        {
            'identifier_type':'record',
            'identifier_value':'shopify:abandoned_checkout:' || coalesce(parent_id, plain_id)
        }
    ] as identifiers,
    properties_of(
        [
            {'k':'coupon', 'v':coupon},
            {'k':'payment_method', 'v':payment_method},
            {'k':'source_name', 'v':source_name},
            {'k':'landing_page', 'v':page_path(landing_site)},
            {'k':'referrer_host', 'v':page_host(referring_site)},
            {'k':'item_ids', 'v':item_ids}
        ],
        extra
    ) as properties,
    cast(null as varchar) as user_agent,
    cast(null as varchar) as ip,
    case when contains(lower(payment_method), 'bogus') then 'test' end as flag,
from checkouts
