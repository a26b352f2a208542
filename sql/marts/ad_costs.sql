-- One row per day, channel, medium, campaign and currency of paid advertising; of each source's campaign
-- and day
-- the newest file counts.
with
    versions as (
        select
            log.*,
            files.precedence = max(files.precedence) over (
                partition by log.source, log.day, log.channel, log.medium, log.campaign, log.account
            ) as is_newest
        from ad_cost_log as log
        inner join files on files.file_id = log.file_id
    )
select
    day,
    channel,
    medium,
    campaign,
    currency,
    cast(sum(cast(cost as decimal(24, 6))) as double) as cost,
    cast(sum(impression_count) as bigint) as impression_count,
    cast(sum(click_count) as bigint) as click_count
from versions
where is_newest
group by day, channel, medium, campaign, currency
