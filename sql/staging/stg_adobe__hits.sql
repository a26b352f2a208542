-- One row per thing that a hit of an Adobe Analytics data feed tells: its page or link, and each success
-- event.
with
    prepared as (
        select
            *,
            nullif(post_visid_high || '.' || post_visid_low, '0.0') as visitor,
            case
                when try_cast(exclude_hit as integer) > 0 or hit_source in ('5', '7', '8', '9')
                then 'excluded'
            end as set_aside,
            coalesce(post_page_event, page_event, '0') as kind,
            hitid_high || '.' || hitid_low as hit,
            regexp_extract_all(',' || post_event_list, ',(\d+)', 1) as numbers,
            list_transform(
                string_split(
                    replace(
                        replace(
                            replace(coalesce(post_product_list, product_list), '^^', chr(1)), '^,', chr(2)
                        ),
                        '^;',
                        chr(3)
                    ),
                    ','
                ),
                lambda product:string_split(product, ';')
            ) as products
        from raw_adobe__hits
    ),
    told as (
        select
            *,
            list_concat(
                [{'number':cast(null as varchar), 'place':cast(0 as bigint)}],
                list_filter(
                    list_transform(numbers, lambda number, place: {'number':number, 'place':place}),
                    lambda entry:list_position(numbers, entry.number) = entry.place
                    and (
                        entry.number in ('1', '2', '10', '11', '12', '13', '14')
                        or try_cast(entry.number as integer) between 200 and 1199
                    )
                    and not (entry.number = '1' and coalesce(duplicate_purchase, '0') <> '0')
                    and set_aside is null
                )
            ) as entries
        from prepared
    ),
    acts as (select told.*, unnest(entries) as entry from told),
    named as (
        select
            *,
            case
                when entry.number is null
                then
                    case
                        when kind = '0'
                        then 'page_view'
                        when kind in ('10', '100')
                        then 'custom_link'
                        when kind in ('11', '101')
                        then 'download'
                        when kind in ('12', '102')
                        then 'exit_link'
                        else 'page_event ' || kind
                    end
                when length(entry.number) > 2
                then 'event' || (cast(entry.number as integer) - 199)
                else
                    map{
                        '1':'purchase',
                        '2':'prodView',
                        '10':'scOpen',
                        '11':'scCheckout',
                        '12':'scAdd',
                        '13':'scRemove',
                        '14':'scView'
                    }[entry.number]
            end as act,
            entry.number in ('1', '2', '10', '11', '12', '13', '14') as is_about_products,
            entry.number in ('1', '12', '13') as is_counted,
            url_parameter(post_page_url, 'utm_source') as utm_source,
            url_parameter(post_page_url, 'utm_medium') as utm_medium
        from acts
    )
select
    line_number,
    true as is_event,
    set_aside as skip_reason,
    hit || coalesce(':' || entry.number, '') as event_id,
    instant_of_epoch(coalesce(nullif(cust_hit_time_gmt, '0'), hit_time_gmt), 1000000) as occurred_at,
    coalesce(nullif(cust_hit_time_gmt, '0'), hit_time_gmt) as time_text,
    coalesce(try_cast(visit_page_num as bigint), 0) * 10000 + entry.place as sequence,
    act as event_name,
    case
        when utm_source is not null
        then utm_source
        when va_closer_id <> '0'
        then 'channel ' || va_closer_id
        when ref_type in ('2', '3', '9')
        then ref_domain
    end as channel,
    case
        when utm_medium is not null
        then utm_medium
        when ref_type = '3'
        then case when paid_search = '1' then 'cpc' else 'organic' end
        else map{'2':'referral', '6':'(none)', '7':'email', '9':'social'}[ref_type]
    end as medium,
    coalesce(post_campaign, url_parameter(post_page_url, 'utm_campaign')) as campaign,
    case when mobile_id = '0' then 'desktop' when mobile_id is not null then 'mobile' end as device,
    page_path(coalesce(post_page_url, post_pagename)) as page,
    case when is_counted then list_sum(list_transform(products, lambda p:number_of(p[4]))) end as value,
    case
        when post_product_list is not null
        then coalesce(cast($currency as varchar), currency)
        else coalesce(currency, cast($currency as varchar))
    end as currency,
    case
        when is_counted
        then coalesce(list_sum(list_transform(products, lambda p:number_of(p[3]))), len(products))
    end as quantity,
    cast(null as double) as score,
    cast(null as varchar) as score_kind,
    cast(null as double) as sentiment,
    md5(visitor || '.' || visit_num || '.' || coalesce(visit_start_time_gmt, '')) as session_key,
    cast(null as varchar) as touchpoint_hint,
    cast(null as varchar) as body,
    [
        {'identifier_type':'user', 'identifier_value':post_cust_visid},
        {'identifier_type':'anonymous', 'identifier_value':visitor},
        {'identifier_type':'anonymous', 'identifier_value':mcvisid}
    ] as identifiers,
    properties_of(
        [
            {'k':'page_name', 'v':post_pagename},
            {'k':'page_host', 'v':page_host(post_page_url)},
            {'k':'page_type', 'v':post_page_type},
            {'k':'section', 'v':post_channel},
            {'k':'link_name', 'v': case when entry.number is null then post_page_event_var2 end},
            {'k':'referrer_host', 'v':ref_domain},
            {'k':'country', 'v':geo_country},
            {'k':'first_touch_channel', 'v':nullif(va_finder_id, '0')},
            {'k':'transaction_id', 'v': case when entry.number = '1' then post_purchaseid end},
            {
                'k':'item_ids',
                'v': case
                    when is_about_products
                    then
                        nullif(
                            translate(
                                array_to_string(list_transform(products, lambda p:nullif(p[2], '')), ','),
                                chr(1) || chr(2) || chr(3),
                                '^,;'
                            ),
                            ''
                        )
                end
            }
        ],
        extra
    ) as properties,
    user_agent,
    ip,
    cast(null as varchar) as flag,
from named
