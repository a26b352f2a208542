-- One row per action of a Matomo visit; a visit without actions only links identifiers.
with
    parsed as (
        select
            *,
            try(json_transform(actiondetails, $actions)) as acts,
            try_cast(firstactiontimestamp as bigint) as first_second,
            try_cast(lastactiontimestamp as bigint) as last_second
        from raw_matomo__visits
    ),
    clocked as (
        select
            *,
            list_min(list_transform(acts, lambda a:try_cast(a.timestamp as bigint))) as first_told,
            list_max(list_transform(acts, lambda a:try_cast(a.timestamp as bigint))) as last_told
        from parsed
    ),
    shifted as (
        select
            *,
            case
                when (first_second - first_told) % 900 = 0 and abs(first_second - first_told) <= 50400
                then first_second - first_told
                when (last_second - last_told) % 900 = 0 and abs(last_second - last_told) <= 50400
                then last_second - last_told
                else 0
            end as shift
        from clocked
    ),
    acted as (
        select *, unnest(acts) as act, generate_subscripts(acts, 1) as place
        from shifted
        where len(acts) > 0
        union all
        select *, null as act, 0 as place
        from shifted
        where coalesce(len(acts), 0) = 0
    ),
    named as (
        select
            *,
            place > 0 as is_act,
            coalesce(nullif(act.type, ''), 'action') as kind,
            case
                when place = 0
                then firstactiontimestamp
                else coalesce(cast(try_cast(act.timestamp as bigint) + shift as varchar), act.timestamp)
            end as second_text,
            row_number() over (partition by line_number, act.type, act.timestamp order by place) as turn
        from acted
    ),
    told as (
        select
            *,
            case
                when coalesce(campaignsource, campaignmedium, campaignname) is not null
                then 'tagged'
                when referrertype in ('direct', 'search', 'website', 'social', 'campaign')
                then referrertype
                when referrertype <> ''
                then 'other'
            end as origin
        from named
    )
select
    line_number,
    is_act as is_event,
    cast(null as varchar) as skip_reason,
    case
        when not is_act
        then null
        when act.pageid is not null
        then idvisit || ':' || act.pageid
        when kind = 'ecommerceOrder'
        then idvisit || ':order:' || coalesce(act.orderid, act.timestamp)
        when kind = 'ecommerceAbandonedCart'
        then idvisit || ':cart'
        when kind = 'goal'
        then concat_ws(':', idvisit, 'goal', act.goalid, coalesce(act.goalpageid, act.timestamp))
        else concat_ws(':', idvisit, kind, act.timestamp, turn)
    end as event_id,
    instant_of_epoch(second_text, 1000000) as occurred_at,
    second_text as time_text,
    cast(place as bigint) as sequence,
    case
        when not is_act
        then 'visit'
        when kind = 'action' and coalesce(act.productviewsku, act.productviewname) is not null
        then 'product_view'
        when kind = 'action' and act.productviewcategories is not null
        then 'category_view'
        when kind = 'action'
        then 'page_view'
        when kind = 'event'
        then coalesce(nullif(concat_ws(': ', act.eventcategory, act.eventaction), ''), kind)
        when kind = 'search' and number_of(act.sitesearchcount) = 0
        then 'search_no_result'
        when kind = 'goal'
        then 'goal: ' || coalesce(act.goalname, act.goalid, '?')
        when kind = 'ecommerceOrder'
        then 'ecommerce_order'
        when kind = 'ecommerceAbandonedCart'
        then 'ecommerce_abandoned_cart'
        when kind in ('13', 'content')
        then case when act.contentinteraction <> '' then 'content_interaction' else 'content_impression' end
        else kind
    end as event_name,
    case
        origin
        when 'tagged'
        then campaignsource
        when 'direct'
        then '(direct)'
        when 'campaign'
        then null
        else referrername
    end as channel,
    case
        origin
        when 'tagged'
        then campaignmedium
        when 'direct'
        then '(none)'
        when 'search'
        then 'organic'
        when 'website'
        then 'referral'
        else referrertype
    end as medium,
    case
        origin when 'tagged' then coalesce(campaignname, referrername) when 'campaign' then referrername
    end as campaign,
    case
        when lower(devicetype) in ('smartphone', 'phablet', 'feature phone')
        then 'mobile'
        when lower(devicetype) in ('desktop', 'tablet')
        then lower(devicetype)
        else devicetype
    end as device,
    case when kind <> 'outlink' then page_path(coalesce(act.url, act.pagetitle)) end as page,
    number_of(act.revenue) as value,
    coalesce(sitecurrency, cast($currency as varchar)) as currency,
    coalesce(
        number_of(act.items), list_sum(list_transform(act.itemdetails, lambda i:number_of(i.quantity)))
    ) as quantity,
    cast(null as double) as score,
    cast(null as varchar) as score_kind,
    cast(null as double) as sentiment,
    idvisit as session_key,
    cast(null as varchar) as touchpoint_hint,
    cast(null as varchar) as body,
    [
        {'identifier_type':'user', 'identifier_value':userid},
        {'identifier_type':'email', 'identifier_value':email_of(userid)},
        {'identifier_type':'anonymous', 'identifier_value':nullif(visitorid, 'false')}
    ] as identifiers,
    properties_of(
        [
            {'k':'site', 'v':idsite},
            {'k':'country', 'v':countrycode},
            {'k':'language', 'v':languagecode},
            {'k':'browser', 'v':browsername},
            {'k':'os', 'v':operatingsystemname},
            {'k':'page_host', 'v':page_host(act.url)},
            {'k':'page_title', 'v':act.pagetitle},
            {'k':'referrer_host', 'v':page_host(referrerurl)},
            {'k':'referrer_keyword', 'v':referrerkeyword},
            {'k':'event_label', 'v':act.eventname},
            {'k':'event_value', 'v':act.eventvalue},
            {'k':'search_term', 'v':act.sitesearchkeyword},
            {'k':'search_category', 'v':act.sitesearchcategory},
            {'k':'search_results', 'v':act.sitesearchcount},
            {'k':'goal_id', 'v':act.goalid},
            {'k':'transaction_id', 'v':act.orderid},
            {
                'k':'item_ids',
                'v':coalesce(
                    act.productviewsku,
                    nullif(array_to_string(list_transform(act.itemdetails, lambda i:i.itemsku), ','), '')
                )
            },
            {'k':'content_name', 'v':act.contentname},
            {'k':'content_piece', 'v':act.contentpiece}
        ],
        extra
    ) as properties,
    cast(null as varchar) as user_agent,
    visitip as ip,
    cast(null as varchar) as flag,
from told
