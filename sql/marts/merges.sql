-- One row per customer among the 100 whose joining moved most events
with
    counted as (
        select
            events.customer_no,
            events.keyset_no,
            count(*) as event_count,
            sum(events.value) filter (where events.is_conversion and events.cart_role in (0, 4)) as value
        from events
        inner join customer_names as names on names.customer_no = events.customer_no
        where names.is_known
        group by events.customer_no, events.keyset_no
    ),
    members as (
        select keyset_no, identifier_no, identifier_type
        from int_keyset_members
        where
            identifier_type <> 'record'
            and identifier_no not in (select identifier_no from shared_identifiers)
    ),
    carried as (
        select
            counted.customer_no,
            members.identifier_no,
            members.identifier_type = 'anonymous' as is_device,
            sum(counted.event_count) as event_count
        from counted
        inner join members on members.keyset_no = counted.keyset_no
        group by counted.customer_no, members.identifier_no, members.identifier_type
    ),
    joined as (
        select
            customer_no,
            count(*) as identifier_count,
            count(*) filter (where not is_device) as strong_count,
            arg_max(
                identifier_no, struct_pack(events := event_count, earlier := - identifier_no)
            ) as largest_no
        from carried
        group by customer_no
        having count(*) > 1
    ),
    moved as (
        select
            counted.customer_no,
            joined.identifier_count,
            joined.strong_count,
            count(distinct owners.device_no) as device_count,
            sum(counted.event_count) as event_count,
            sum(counted.event_count) filter (where named.keyset_no is null) as anonymous_event_count,
            sum(counted.event_count) filter (where largest.keyset_no is null) as moved_event_count,
            sum(counted.value) filter (where largest.keyset_no is null) as moved_value
        from counted
        inner join joined on joined.customer_no = counted.customer_no
        inner join keyset_owners as owners on owners.keyset_no = counted.keyset_no
        left join
            (select distinct keyset_no from members where identifier_type <> 'anonymous') as named
            on named.keyset_no = counted.keyset_no
        left join
            members as largest
            on largest.keyset_no = counted.keyset_no
            and largest.identifier_no = joined.largest_no
        group by counted.customer_no, joined.identifier_count, joined.strong_count
    ),
    most as (
        select *, row_number() over (order by moved_event_count desc, customer_no) as rank
        from moved
        where moved_event_count > 0
        order by rank
        limit 100
    ),
    sources as (
        select customer_no, count(distinct source) as source_count
        from events
        where customer_no in (select customer_no from most)
        group by customer_no
    )
select
    names.customer_id,
    most.rank,
    most.identifier_count,
    most.strong_count,
    most.device_count,
    sources.source_count,
    most.event_count,
    coalesce(most.anonymous_event_count, 0) as anonymous_event_count,
    most.moved_event_count,
    most.moved_value
from most
inner join customer_names as names on names.customer_no = most.customer_no
inner join sources on sources.customer_no = most.customer_no
