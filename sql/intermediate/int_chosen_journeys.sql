-- One row per journey that a choice of dates, channels, devices and personas leaves in
select journey_id, journey_no
from journeys
where
    ($since is null or started_at >= $since)
    and ($until is null or started_at < $until)
    and ($channels is null or list_contains($channels, channel))
    and ($devices is null or list_contains($devices, device))
    and ($personas is null or list_contains($personas, persona))
