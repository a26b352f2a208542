-- One row per event on a device that several persons use: the customer that it belongs to
select shared.row_no, holders.holder_place
from int_shared_device_events as shared
left join int_kiosk_sessions as kiosk on kiosk.row_no = shared.row_no
inner join
    int_holders as holders
    on holders.holder_no = coalesce(shared.person_no, shared.device_no)
    and holders.session_name is not distinct from kiosk.session_name
