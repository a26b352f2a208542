-- One row per act of an order of the Shopify Admin API (placed, cancelled, refunded); an item's line only
-- links.
with
    named as (
        select
            *,
            regexp_replace(id, '^gid://shopify/[A-Za-z]+/', '') as plain_id,
            regexp_replace("__parentId", '^gid://shopify/[A-Za-z]+/', '') as parent_id,
            case
                when json_valid(line_items) then json_transform(line_items, $item_structure)
            end as nested_items,
            case when json_valid(refunds) then json_transform(refunds, $refund_structure) end as refund_list,
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
        from raw_shopify__order_api
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
    orders as (
        select
            named.* exclude (quantity),
            lower(named.financial_status) as payment_state,
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
            ) as item_ids,
            nullif(
                array_to_string(
                    list_transform(nested_items, lambda item:coalesce(item.name, item.title)), '; '
                ),
                ''
            ) as item_names
        from named
        left join line_sums on line_sums.parent_id = named.plain_id
        where named.parent_id is null
    ),
    refunded as (select *, unnest(refund_list) as refund from orders where len(refund_list) > 0),
    acts as (
        select
            *,
            'placed' as act,
            coalesce(processed_at, created_at) as act_time,
            0 as place,
            number_of(total_price) as amount,
            item_count as act_quantity,
            cast(null as varchar) as time_precision
        from orders
        union all
        select *, 'cancelled', cancelled_at, 2, null, null, null
        from orders
        where cancelled_at is not null
        union all
        select
            *,
            'refunded',
            coalesce(cancelled_at, processed_at, created_at),
            3,
            case when payment_state = 'refunded' then number_of(total_price) end,
            null,
            'not_before'
        from orders
        where payment_state in ('refunded', 'partially_refunded') and coalesce(len(refund_list), 0) = 0
        union all
        select
            * exclude (refund),
            concat_ws(':', 'refunded', regexp_replace(refund.id, '^gid://shopify/[A-Za-z]+/', '')),
            coalesce(refund.created_at, refund."createdAt"),
            3,
            coalesce(
                list_sum(list_transform(refund.transactions, lambda paid:number_of(paid.amount))),
                number_of(refund."totalRefundedSet"."shopMoney".amount)
            ),
            null,
            null
        from refunded
        union all by name
        select *, 'line' as act, row_number() over (partition by parent_id order by line_number) as place
        from named
        where parent_id is not null
    )
select
    line_number,
    act <> 'line' as is_event,
    case when is_true("_fivetran_deleted") then 'deleted' end as skip_reason,
    case when act <> 'line' then 'order:' || plain_id || ':' || act end as event_id,
    instant_of(act_time, $timezone) as occurred_at,
    act_time as time_text,
    cast(coalesce(place, 0) as bigint) as sequence,
    'order_' || regexp_replace(act, ':.*$', '') as event_name,
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
    amount as value,
    coalesce(currency, cast($currency as varchar)) as currency,
    act_quantity as quantity,
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
        {'identifier_type':'record', 'identifier_value':'shopify:order:' || coalesce(parent_id, plain_id)},
        {'identifier_type':'record', 'identifier_value':'shopify:cart:' || cart_token},
        {'identifier_type':'record', 'identifier_value':'shopify:checkout:' || checkout_token}
    ] as identifiers,
    properties_of(
        [
            {'k':'transaction_id', 'v':coalesce(parent_id, plain_id)},
            {'k':'order_name', 'v':name},
            {'k':'financial_status', 'v':payment_state},
            {'k':'fulfillment_status', 'v':lower(fulfillment_status)},
            {'k':'cancel_reason', 'v':lower(cancel_reason)},
            {'k':'coupon', 'v':coupon},
            {'k':'payment_method', 'v':payment_method},
            {'k':'source_name', 'v':source_name},
            {'k':'landing_page', 'v':page_path(landing_site)},
            {'k':'referrer_host', 'v':page_host(referring_site)},
            {'k':'item_ids', 'v':item_ids},
            {'k':'item_names', 'v':item_names},
            {'k':'time_precision', 'v':time_precision}
        ],
        extra
    ) as properties,
    user_agent,
    browser_ip as ip,
    case when is_true(test) or contains(lower(payment_method), 'bogus') then 'test' end as flag,
from acts
