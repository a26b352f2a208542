-- One row per touchpoint: as declared, as seen, and how it stands beside the other touchpoints of its stage
with
    at_places as (
        select words.touchpoint, words.channel, codes.customer_no
        from event_codes as codes
        inner join event_words as words on words.signature_no = codes.signature_no
        where words.touchpoint is not null
    ),
    seen as (
        select touchpoint, count(*) as event_count, count(distinct customer_no) as customer_count
        from at_places
        group by touchpoint
    ),
    channels as (
        select touchpoint, channel, count(*) as event_count
        from at_places
        where channel is not null
        group by touchpoint, channel
    ),
    commonest as (
        select
            touchpoint,
            arg_max(channel, struct_pack(event_count := event_count, channel := channel)) as channel
        from channels
        group by touchpoint
    )
select
    declared.touchpoint,
    declared.stage,
    coalesce(declared.channel, commonest.channel) as channel,
    declared.owner,
    declared.purpose,
    coalesce(seen.event_count, 0) as event_count,
    coalesce(seen.customer_count, 0) as customer_count,
    scores.score_mean,
    scores.score_count,
    moves.leaving_count,
    moves.forward_count,
    sum(moves.leaving_count) over (partition by declared.stage) - moves.leaving_count as other_leaving_count,
    sum(moves.forward_count) over (partition by declared.stage) - moves.forward_count as other_forward_count,
    true as is_declared,
    seen.event_count is not null as is_seen,
    declared.label,
    dropoff.dropoff_rate
from declared_touchpoints as declared
left join seen on seen.touchpoint = declared.touchpoint
left join commonest on commonest.touchpoint = declared.touchpoint
left join int_touchpoint_moves as moves on moves.touchpoint = declared.touchpoint
left join touchpoint_scores as scores on scores.touchpoint = declared.touchpoint
left join dropoff on dropoff.level = 'touchpoint' and dropoff.node = declared.touchpoint
