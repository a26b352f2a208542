-- One row per act of a Shopify order on the first of its lines; its further lines only link.
with
    lines as (
        select
            line_number,
            name,
            max(
                case when coalesce(id, financial_status, currency, total) is not null then line_number end
            ) over (order by line_number) as head_line,
            number_of(lineitem_quantity) as quantity,
            lineitem_sku,
            lineitem_name
        from raw_shopify__order
    ),
    placed_lines as (
        select
            lines.*,
            -- A line under another order's name has lost its own first line: it belongs to no order here.
            case
                when coalesce(lines.name, heads.name) is not distinct from heads.name then head_line
            end as first_line
        from lines
        left join raw_shopify__order as heads on heads.line_number = lines.head_line
    ),
    items as (
        select
            first_line,
            sum(quantity) as quantity,
            string_agg(lineitem_sku, ',' order by line_number) as item_ids,
            string_agg(lineitem_name, '; ' order by line_number) as item_names
        from placed_lines
        where first_line is not null
        group by first_line
    ),
    orders as (
        select
            raw_shopify__order.* replace (ltrim(coalesce(id, name), '''') as id),
            lower(financial_status) as payment_state,
            number_of(refunded_amount) as refunded,
            items.quantity as item_count,
            items.item_ids,
            items.item_names
        from raw_shopify__order
        inner join items on items.first_line = raw_shopify__order.line_number
    ),
    acts as (
        select
            *,
            'order_placed' as act,
            created_at as act_time,
            0 as place,
            number_of(total) as amount,
            item_count as act_quantity,
            cast(null as varchar) as time_precision
        from orders
        union all
        select *, 'order_paid', paid_at, 1, null, null, null
        from orders
        where paid_at is not null
        union all
        select *, 'order_cancelled', cancelled_at, 2, null, null, null
        from orders
        where cancelled_at is not null
        union all
        select
            *,
            'order_refunded',
            coalesce(cancelled_at, paid_at, created_at),
            3,
            case when coalesce(refunded, 0) > 0 then refunded else number_of(total) end,
            null,
            'not_before'
        from orders
        where payment_state in ('refunded', 'partially_refunded') or refunded > 0
    ),
    told as (
        select *, true as is_event
        from acts
        union all by name
        select
            rest.* replace (orders.id as id),
            'order_line' as act,
            coalesce(orders.created_at, rest.created_at) as act_time,
            rest.line_number - placed_lines.first_line as place,
            false as is_event
        from raw_shopify__order as rest
        inner join placed_lines on placed_lines.line_number = rest.line_number
        left join orders on orders.line_number = placed_lines.first_line
        where placed_lines.first_line is distinct from rest.line_number
    )
select
    line_number,
    is_event,
    cast(null as varchar) as skip_reason,
    case when is_event then 'order:' || id || ':' || replace(act, 'order_', '') end as event_id,
    instant_of(act_time, $timezone) as occurred_at,
    act_time as time_text,
    cast(coalesce(place, 0) as bigint) as sequence,
    act as event_name,
    source as channel,
    cast(null as varchar) as medium,
    cast(null as varchar) as campaign,
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
        {'identifier_type':'email', 'identifier_value':email},
        {'identifier_type':'phone', 'identifier_value':ltrim(coalesce(phone, billing_phone), '''')},
        {'identifier_type':'record', 'identifier_value':'shopify:order:' || id}
    ] as identifiers,
    properties_of(
        [
            {'k':'transaction_id', 'v':id},
            {'k':'order_name', 'v':name},
            {'k':'financial_status', 'v':financial_status},
            {'k':'fulfillment_status', 'v':fulfillment_status},
            {'k':'coupon', 'v':discount_code},
            {'k':'discount_amount', 'v':discount_amount},
            {'k':'payment_method', 'v':payment_method},
            {'k':'source_name', 'v':source},
            {'k':'country', 'v':shipping_country},
            {'k':'item_ids', 'v':item_ids},
            {'k':'item_names', 'v':item_names},
            {'k':'time_precision', 'v':time_precision}
        ],
        extra
    ) as properties,
    cast(null as varchar) as user_agent,
    cast(null as varchar) as ip,
    case when contains(lower(payment_method), 'bogus') then 'test' end as flag,
from told
