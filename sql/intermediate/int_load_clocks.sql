-- One row per file of a time format being loaded that has local times in doubt: how many its zone's clocks
-- show twice, or never
with
    zoned as (
        select file_no, zone
        from load_files
        where zone is not null and time_format is not distinct from cast($time_format as varchar)
    ),
    spans as (
        select file_no, min(occurred_at) as first_at, max(occurred_at) as last_at
        from int_staged
        where
            file_no in (select file_no from zoned)
            and occurred_at between timestamptz '1970-01-01 00:00:00+00' and $latest
        group by file_no
    ),
    days as (
        select
            zoned.file_no,
            zoned.zone,
            unnest(
                generate_series(
                    cast(floor(epoch_us(spans.first_at) / 86400000000) as bigint) - 1,
                    cast(floor(epoch_us(spans.last_at) / 86400000000) as bigint) + 1
                )
            ) as day_no
        from spans
        inner join zoned on zoned.file_no = spans.file_no
    ),
    quarters as (
        select file_no, zone, unnest(generate_series(day_no * 96, day_no * 96 + 95)) as quarter_no
        from days
        where
            zone_offset(zone, make_timestamptz(day_no * 86400000000))
            <> zone_offset(zone, make_timestamptz((day_no + 1) * 86400000000))
    ),
    offsets as (
        select
            file_no,
            zone,
            (quarter_no + 1) * 900000000 as turned_us,
            epoch_us(zone_offset(zone, make_timestamptz(quarter_no * 900000000))) as before_us,
            epoch_us(zone_offset(zone, make_timestamptz((quarter_no + 1) * 900000000))) as after_us
        from quarters
    ),
    turns as (
        select
            file_no,
            zone,
            before_us,
            after_us < before_us as is_repeated,
            turned_us - greatest(before_us - after_us, 0) as from_us,
            turned_us + greatest(after_us - before_us, 0) as until_us
        from offsets
        where before_us <> after_us
    ),
    hours as (
        select
            *,
            unnest(
                generate_series(
                    cast(floor(from_us / 3600000000) as bigint), cast(floor(until_us / 3600000000) as bigint)
                )
            ) as hour_no
        from turns
    ),
    clocked as (
        select
            hours.file_no,
            hours.zone,
            hours.is_repeated,
            staged.line_number,
            epoch_us(staged.occurred_at) + hours.before_us as clock_us,
            case
                when $time_format is null
                then local_time_of(staged.time_text)
                else local_time_of(cast(try_strptime(trim(staged.time_text), $time_format) as varchar))
            end as clock
        from int_staged as staged
        inner join
            hours
            on hours.file_no = staged.file_no
            and hours.hour_no = cast(floor(epoch_us(staged.occurred_at) / 3600000000) as bigint)
        where
            epoch_us(staged.occurred_at) >= hours.from_us
            and epoch_us(staged.occurred_at) < hours.until_us
            and staged.is_event
            and staged.skip_reason is null
    )
select
    file_no,
    zone,
    count(distinct line_number) filter (where is_repeated) as repeated_count,
    count(distinct line_number) filter (where not is_repeated) as skipped_count
from clocked
where epoch_us(clock) = clock_us
group by file_no, zone
