-- One row per event of a PostHog export; those that only tell who someone is link identifiers.
with
    parsed as (
        select
            *,
            texts_of(properties) as own,
            texts_of(person_properties) as known,
            coalesce(event in ('$identify', '$create_alias', '$merge_dangerously'), false) as is_joining
        from raw_posthog__events
    ),
    identified as (
        select
            *,
            case
                when is_joining
                then true
                when own['$is_identified'] is not null
                then own['$is_identified'] = 'true'
                when own['$user_id'] is not null
                then own['$user_id'] = distinct_id
                else not regexp_full_match(lower(distinct_id), $made_id)
            end as is_user,
            case when is_joining then coalesce(own['$anon_distinct_id'], own['alias']) end as other_id
        from parsed
    ),
    located as (
        select
            *,
            coalesce(not regexp_full_match(lower(other_id), $made_id), false)
            and event <> '$identify' as is_other_user,
            texts_of(own['$set']) as told,
            own['$current_url'] as url,
            products_of(own['products']) as products,
            case when is_cart_step(event) then coalesce(number_of(own['quantity']), 1) end as pieces
        from identified
    ),
    traced as (
        select
            *,
            traffic_of(
                {'source':own['utm_source'], 'medium':own['utm_medium'], 'name':own['utm_campaign']},
                coalesce(url, '?gclid=' || own['gclid']),
                own['$referring_domain']
            ) as traffic
        from located
    )
select
    line_number,
    not is_joining and event is distinct from '$set' and event is distinct from '$groupidentify' as is_event,
    cast(null as varchar) as skip_reason,
    uuid as event_id,
    instant_of(timestamp, 'UTC') as occurred_at,
    timestamp as time_text,
    cast(0 as bigint) as sequence,
    event as event_name,
    traffic.channel as channel,
    traffic.medium as medium,
    traffic.campaign as campaign,
    lower(own['$device_type']) as device,
    page_path(coalesce(url, first_text(own, ['$pathname', '$screen_name']))) as page,
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
    own['$session_id'] as session_key,
    cast(null as varchar) as touchpoint_hint,
    cast(null as varchar) as body,
    [
        {'identifier_type':'user', 'identifier_value': case when is_user then distinct_id end},
        {'identifier_type':'user', 'identifier_value': case when is_other_user then other_id end},
        {
            'identifier_type':'crm',
            'identifier_value': case when is_user then 'posthog:person:' || person_id end
        },
        {
            'identifier_type':'email',
            'identifier_value':email_of(
                coalesce(first_text(told, ['email', '$email']), first_text(known, ['email', '$email']))
            )
        },
        {'identifier_type':'anonymous', 'identifier_value': case when not is_user then distinct_id end},
        {'identifier_type':'anonymous', 'identifier_value': case when not is_other_user then other_id end},
        {'identifier_type':'anonymous', 'identifier_value':own['$device_id']}
    ] as identifiers,
    properties_of(
        [
            {'k':'country', 'v':own['$geoip_country_name']},
            {'k':'os', 'v':own['$os']},
            {'k':'language', 'v':own['$browser_language']},
            {'k':'library', 'v':own['$lib']},
            {'k':'app_version', 'v':own['$app_version']},
            {'k':'page_host', 'v':page_host(url)},
            {'k':'referrer_host', 'v':nullif(own['$referring_domain'], '$direct')},
            {'k':'transaction_id', 'v':own['order_id']},
            {'k':'coupon', 'v':first_text(own, ['coupon', 'coupon_id', 'coupon_name'])},
            {'k':'item_ids', 'v':coalesce(product_ids(products), first_text(own, ['product_id', 'sku']))}
        ],
        map_concat(
            coalesce(extra, map{}),
            kept_texts(
                map_from_entries(
                    list_filter(
                        map_entries(own),
                        lambda entry:cast($kept as varchar[]) is not null or not starts_with(entry.key, '$')
                    )
                ),
                $kept,
                $unkept
            )
        )
    ) as properties,
    own['$raw_user_agent'] as user_agent,
    own['$ip'] as ip,
    case
        when 'true' in (own['$internal_or_test_user'], known['$internal_or_test_user']) then 'internal'
    end as flag,
from traced
