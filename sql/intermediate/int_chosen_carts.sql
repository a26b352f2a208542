-- One row per cart that a choice of dates, channels, devices and journeys leaves in
select carts.*
from carts
where
    ($since is null or carts.opened_at >= $since)
    and ($until is null or carts.opened_at < $until)
    and ($channels is null or list_contains($channels, carts.channel))
    and ($devices is null or list_contains($devices, carts.device))
    and carts.customer_id in (select customer_id from journeys)
