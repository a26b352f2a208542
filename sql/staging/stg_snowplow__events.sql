-- One row per Snowplow event, with what its entities (contexts) and its self-describing part say.
with
    cleaned as (
        select line_number, nullif(columns(* exclude(line_number, gathered, extra)), 'NULL'), gathered, extra
        from raw_snowplow__events
    ),
    parsed as (
        select
            *,
            list_transform(
                list_filter(map_entries(gathered), lambda g:g.value <> '[]' and json_valid(g.value)),
                lambda g:'{"name":' || to_json(
                    regexp_replace(lower(g.key), '^(contexts|unstruct_event)_|_\d+(_\d+_\d+)?$', '', 'g')
                )
                || ',"data":'
                || case when starts_with(ltrim(g.value), '[') then g.value else '[' || g.value || ']' end
                || '}'
            ) as columnar,
            list_concat(
                json_transform(try_cast(contexts as json), $packed_entities).data,
                json_transform(try_cast(derived_contexts as json), $packed_entities).data,
                [json_transform(try_cast(unstruct_event as json), $packed_event).data]
            ) as packed
        from cleaned
    ),
    told as (
        select
            *,
            list_concat(
                flatten(
                    list_transform(
                        json_transform('[' || array_to_string(columnar, ',') || ']', $named_entities),
                        lambda n:list_transform(n.data, lambda d: {'name':n.name, 'said':d})
                    )
                ),
                list_transform(
                    packed,
                    lambda p: {
                        'name':regexp_replace(
                            lower(regexp_extract(p.schema, '^iglu:([^/]+/[^/]+)/', 1)), '[^a-z0-9]', '_', 'g'
                        ),
                        'said':p.data
                    }
                )
            ) as entities
        from parsed
    ),
    sorted as (
        select
            *,
            map_from_entries(
                list_transform(
                    list_distinct(list_transform(entities, lambda e:e.name)),
                    lambda name: {
                        'k':split_part(name, 'com_snowplowanalytics_', -1),
                        'v':list_transform(list_filter(entities, lambda e:e.name = name), lambda e:e.said)
                    }
                )
            ) as entity
        from told
    ),
    acts as (
        select
            *,
            entity['snowplow_ecommerce_snowplow_ecommerce_action'][1] as action,
            entity['snowplow_ecommerce_user'][1] as shopper,
            entity['snowplow_ecommerce_cart'][1] as cart,
            entity['snowplow_ecommerce_checkout_step'][1] as checkout,
            coalesce(entity['snowplow_ecommerce_transaction'], entity['snowplow_ecommerce_refund']) as money,
            entity['snowplow_site_search'][1] as found,
            coalesce(
                entity['snowplow_ecommerce_product'],
                entity['snowplow_add_to_cart'],
                entity['snowplow_remove_from_cart'],
                []
            ) as products,
            entity['snowplow_client_session'][1] as visit,
            entity['nl_basjes_yauaa_context'][1] as agent,
            entity['com_iab_snowplow_spiders_and_robots'][1] as spider
        from sorted
    ),
    named as (
        select
            *,
            case
                when event = 'struct'
                then concat_ws(': ', se_category, se_action)
                else coalesce(action.type, event_name, nullif(event, 'unstruct'))
            end as act,
            coalesce(domain_userid, visit.userid, visit.user_id) as visitor,
            money[1] as payment,
            list_transform(products, lambda p:coalesce(number_of(p.quantity), 1)) as pieces,
            list_transform(
                products, lambda p:number_of(coalesce(p.price, p.unitprice, p.unit_price))
            ) as prices,
            lower(coalesce(agent.deviceclass, agent.device_class, dvce_type)) as device_class,
            coalesce(mkt_source, mkt_medium, mkt_clickid) is not null as is_marketed
        from acts
    )
select
    line_number,
    true as is_event,
    cast(null as varchar) as skip_reason,
    event_id,
    coalesce(instant_of(derived_tstamp, 'UTC'), instant_of(collector_tstamp, 'UTC')) as occurred_at,
    coalesce(derived_tstamp, collector_tstamp) as time_text,
    coalesce(try_cast(coalesce(visit.eventindex, visit.event_index) as bigint), 0) as sequence,
    act as event_name,
    case
        when is_marketed
        then coalesce(mkt_source, lower(mkt_network))
        when refr_medium <> 'internal'
        then coalesce(lower(refr_source), refr_urlhost)
    end as channel,
    case
        when is_marketed
        then coalesce(mkt_medium, case when mkt_clickid is not null then 'cpc' end)
        when refr_medium <> 'internal'
        then case refr_medium when 'search' then 'organic' when 'unknown' then 'referral' else refr_medium end
    end as medium,
    nullif(mkt_campaign, '(not set)') as campaign,
    case
        when device_class in ('desktop', 'computer')
        then 'desktop'
        when device_class in ('phone', 'mobile') or is_true(dvce_ismobile) or platform = 'mob'
        then 'mobile'
        else nullif(device_class, 'unknown')
    end as device,
    page_path(coalesce(page_urlpath, page_url, entity['mobile_screen'][1].name)) as page,
    case
        when act in ('add_to_cart', 'remove_from_cart')
        then list_sum(list_transform(list_zip(prices, pieces), lambda z:z[1] * z[2]))
        when act in ('transaction', 'refund')
        then number_of(coalesce(payment.revenue, payment.refund_amount, tr_total))
        else number_of(tr_total)
    end as value,
    coalesce(
        payment.currency, cart.currency, products[1].currency, tr_currency, cast($currency as varchar)
    ) as currency,
    case
        when act in ('add_to_cart', 'remove_from_cart', 'transaction')
        then coalesce(number_of(payment.total_quantity), list_sum(pieces))
        else number_of(ti_quantity)
    end as quantity,
    cast(null as double) as score,
    cast(null as varchar) as score_kind,
    cast(null as double) as sentiment,
    coalesce(domain_sessionid, visit.sessionid, visit.session_id) as session_key,
    cast(null as varchar) as touchpoint_hint,
    cast(null as varchar) as body,
    [
        {'identifier_type':'user', 'identifier_value':user_id},
        {'identifier_type':'user', 'identifier_value':shopper.id},
        {'identifier_type':'email', 'identifier_value':shopper.email},
        {
            'identifier_type':'anonymous',
            'identifier_value':coalesce(
                visitor, nullif(network_userid, '00000000-0000-0000-0000-000000000000')
            )
        }
    ] as identifiers,
    properties_of(
        [
            {'k':'app_id', 'v':app_id},
            {'k':'platform', 'v':platform},
            {'k':'country', 'v':geo_country},
            {'k':'page_host', 'v':coalesce(page_urlhost, page_host(page_url))},
            {'k':'referrer_host', 'v':refr_urlhost},
            {'k':'session_number', 'v':domain_sessionidx},
            {'k':'label', 'v':se_label},
            {'k':'number', 'v':se_value},
            {'k':'list_name', 'v':action.name},
            {'k':'results', 'v':coalesce(found.totalresults, found.total_results)},
            {'k':'page_type', 'v':entity['snowplow_ecommerce_page'][1].type},
            {'k':'cart_value', 'v':cart.total_value},
            {'k':'step', 'v':checkout.step},
            {'k':'delivery_method', 'v':checkout.delivery_method},
            {'k':'payment_method', 'v':coalesce(payment.payment_method, checkout.payment_method)},
            {'k':'coupon', 'v':coalesce(payment.discount_code, checkout.coupon_code)},
            {'k':'transaction_id', 'v':coalesce(payment.transaction_id, tr_orderid, ti_orderid)},
            {
                'k':'item_ids',
                'v':coalesce(
                    nullif(
                        array_to_string(list_transform(products, lambda p:coalesce(p.id, p.sku)), ','), ''
                    ),
                    ti_sku
                )
            }
        ],
        extra
    ) as properties,
    useragent as user_agent,
    user_ipaddress as ip,
    case
        when
            is_true(coalesce(spider.spiderorrobot, spider.spider_or_robot))
            or regexp_matches(
                lower(concat_ws(' ', agent.agentclass, agent.agent_class, device_class, br_type)),
                '(^| )(robot|spy|hacker)'
            )
        then 'bot'
    end as flag,
from named
