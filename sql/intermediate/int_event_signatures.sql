-- One row per event, where rules ask for properties: its number in the stage map
select events.rowid as row_no, stage_map.signature_no
from event_rows as events
inner join
    stage_map
    on stage_map.state_no = events.signature_no
    and stage_map.property_values is not distinct from json_extract_string(events.properties, $property_paths)
