-- One row per file of a time format being loaded that has local times in doubt: how many its zone's clocks
-- show twice, or never
with
    zoned as (
        select file_no, zone
        from load_files
        where zone is not null and time_format is not distinct from cast($time_format as varchar)
    ),
    timed as (
        select
            zoned.file_no,
            zoned.zone,
            staged.line_number,
            staged.time_text,
            staged.occurred_at,
            cast(floor(epoch_us(staged.occurred_at) / 86400000000) as bigint) as day_no
        from int_staged as staged
        inner join zoned on zoned.file_no = staged.file_no
        where
            staged.is_event
            and staged.skip_reason is null
            and staged.occurred_at between timestamptz '1970-01-01 00:00:00+00' and $latest
    ),
    spans as (select zone, min(day_no) as first_day, max(day_no) as last_day from timed group by zone),
    days as (select zone, unnest(generate_series(first_day, last_day)) as day_no from spans),
    turning as (
        select zone, day_no
        from days
        where
            zone_offset(zone, make_timestamptz((day_no - 1) * 86400000000))
            <> zone_offset(zone, make_timestamptz((day_no + 2) * 86400000000))
    ),
    clocked as (
        select
            timed.file_no,
            timed.zone,
            timed.line_number,
            timed.occurred_at,
            case
                when $time_format is null
                then local_time_of(timed.time_text)
                else local_time_of(cast(try_strptime(trim(timed.time_text), $time_format) as varchar))
            end as clock
        from timed
        inner join turning on turning.zone = timed.zone and turning.day_no = timed.day_no
        where not has_offset(timed.time_text)
    ),
    judged as (
        select
            file_no,
            zone,
            line_number,
            timezone(zone, occurred_at) <> clock as is_skipped,
            timezone(zone, clock) <> occurred_at as is_repeated
        from clocked
        where clock is not null and local_instant(clock, zone) = occurred_at
    )
select
    file_no,
    zone,
    count(distinct line_number) filter (where is_repeated and not is_skipped) as repeated_count,
    count(distinct line_number) filter (where is_skipped) as skipped_count
from judged
where is_skipped or is_repeated
group by file_no, zone
