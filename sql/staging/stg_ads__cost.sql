-- One row per row of an advertising report: what was paid on a day, as an act of nobody. Rows of one key in a
-- file count each, unless they are alike.
with
    written as (
        select
            *,
            nullif(regexp_extract(trim(day), '^(\d{4}-\d{2}-\d{2})(?:[T ].*)?$', 1), '') as iso_day,
            nullif(regexp_extract(trim(day), '^(\d{4})(\d{2})(\d{2})$', 1), '') as plain_year,
            list_transform(
                [cost, impressions, clicks],
                lambda words: case
                    when regexp_full_match(trim(words), '-?\d{1,3}(?:,\d{3})+(?:\.\d+)?')
                    then replace(trim(words), ',', '')
                    else words
                end
            ) as figures
        from raw_ads__cost
    ),
    told as (
        select
            *,
            case
                when iso_day is not null
                then iso_day
                when plain_year is not null
                then plain_year || '-' || substr(trim(day), 5, 2) || '-' || substr(trim(day), 7, 2)
            end as told_day,
            coalesce(lower(trim(channel)), cast($channel as varchar)) as told_channel,
            lower(trim(medium)) as told_medium,
            coalesce(
                campaign_name, case when not starts_with(campaign, '{') then campaign end
            ) as told_campaign,
            coalesce(currency, cast($currency as varchar)) as told_currency,
            coalesce(number_of(figures[1]), number_of(cost_micros) / 1000000) as told_cost,
            coalesce(
                starts_with(lower(trim(day)), 'total')
                or starts_with(lower(trim(coalesce(campaign_name, campaign))), 'total: '),
                false
            ) as is_total
        from written
    ),
    keyed as (
        select
            *,
            md5(
                cast(
                    json_array(
                        told_day,
                        told_channel,
                        told_medium,
                        told_campaign,
                        campaign_id,
                        account,
                        ad_group,
                        ad,
                        device,
                        network,
                        country,
                        told_currency
                    ) as varchar
                )
            ) as cost_key,
            md5(cast(json_array(told_cost, figures, extra) as varchar)) as content
        from told
    ),
    placed as (select *, min(line_number) over (partition by cost_key, content) as first_line from keyed),
    numbered as (select *, dense_rank() over (partition by cost_key order by first_line) as place from placed)
select
    line_number,
    true as is_event,
    case
        when is_total then 'header' when told_day is not null and told_cost is null then 'bad_cost'
    end as skip_reason,
    cost_key || '-' || place as event_id,
    instant_of(told_day || 'T00:00:00Z', 'UTC') as occurred_at,
    day as time_text,
    cast(0 as bigint) as sequence,
    'ad_cost' as event_name,
    told_channel as channel,
    told_medium as medium,
    told_campaign as campaign,
    device,
    cast(null as varchar) as page,
    told_cost as value,
    told_currency as currency,
    cast(null as double) as quantity,
    cast(null as double) as score,
    cast(null as varchar) as score_kind,
    cast(null as double) as sentiment,
    cast(null as varchar) as session_key,
    cast(null as varchar) as touchpoint_hint,
    cast(null as varchar) as body,
    cast([] as struct(identifier_type varchar, identifier_value varchar)[]) as identifiers,
    properties_of(
        [
            {'k':'account', 'v':account},
            {'k':'impressions', 'v':cast(number_of(figures[2]) as varchar)},
            {'k':'clicks', 'v':cast(number_of(figures[3]) as varchar)}
        ],
        cast(null as map(varchar, varchar))
    ) as properties,
    cast(null as varchar) as user_agent,
    cast(null as varchar) as ip,
    cast(null as varchar) as flag,
from numbered
