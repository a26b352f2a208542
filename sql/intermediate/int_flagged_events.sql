-- One row per event that is no customer's: what it is, and whether the journey file keeps it in the figures
with
    own_people as (
        select distinct owners.customer_id
        from internal_keys
        inner join
            keysets
            on keysets.identifier_type = internal_keys.identifier_type
            and keysets.identifier_key = internal_keys.identifier_key
        inner join event_log on event_log.keyset_id = keysets.keyset_id
        inner join
            int_event_customers as owners
            on owners.source = event_log.source
            and owners.event_id = event_log.event_id
    ),
    busy as (
        select owners.customer_id
        from int_event_customers as owners
        inner join source_settings on source_settings.source = owners.source
        where source_settings.is_sessionized
        group by owners.customer_id
        having count(*) > least($max_events_per_day, $max_session_events)
    ),
    theirs as (
        select
            owners.customer_id,
            event_log.source,
            event_log.event_id,
            event_log.occurred_at,
            event_log.occurred_at - lag(event_log.occurred_at) over (
                partition by owners.customer_id
                order by event_log.occurred_at, event_log.sequence, event_log.source, event_log.event_id
            ) as since_last
        from busy
        inner join int_event_customers as owners on owners.customer_id = busy.customer_id
        inner join event_log on event_log.source = owners.source and event_log.event_id = owners.event_id
        inner join source_settings on source_settings.source = owners.source
        where source_settings.is_sessionized
    ),
    numbered as (
        select
            *,
            count(*) filter (where since_last is null or since_last > $session_timeout) over (
                partition by customer_id
                order by occurred_at
                range between unbounded preceding and current row
            ) as session_number
        from theirs
    ),
    sized as (
        select
            source,
            event_id,
            customer_id,
            count(*) over (partition by customer_id, session_number) as session_events
        from numbered
    ),
    robots as (
        select distinct customer_id
        from
            (
                select customer_id, count(*) as day_events
                from theirs
                group by customer_id, cast(timezone('UTC', occurred_at) as date)
            )
        where day_events > $max_events_per_day
    ),
    marked as (
        select source, event_id, flag
        from event_log
        where flag is not null
        union all
        select source, event_id, flag
        from int_classified_events
        where flag is not null
    ),
    found as (
        select marked.source, marked.event_id, owners.customer_id, marked.flag
        from marked
        inner join
            int_event_customers as owners
            on owners.source = marked.source
            and owners.event_id = marked.event_id
        union all
        select owners.source, owners.event_id, owners.customer_id, 'internal' as flag
        from own_people
        inner join int_event_customers as owners on owners.customer_id = own_people.customer_id
        union all
        select owners.source, owners.event_id, owners.customer_id, 'bot' as flag
        from robots
        inner join int_event_customers as owners on owners.customer_id = robots.customer_id
        union all
        select source, event_id, customer_id, 'runaway' as flag
        from sized
        where session_events > $max_session_events
    ),
    ranked as (
        select
            source,
            event_id,
            customer_id,
            flag,
            row_number() over (
                partition by source, event_id
                order by list_position(['test', 'internal', 'bot', 'runaway'], flag)
            ) as place
        from found
    )
select source, event_id, customer_id, flag, list_contains($keep, flag) as is_kept
from ranked
where place = 1
