-- One row per level, journey and node: seconds from first entering to moving on, or to the as-of instant
-- where it never did
select
    level,
    node,
    is_continued,
    date_diff('microsecond', first_entered_at, case when is_continued then moved_on_at else $as_of end)
    / 1e6 as seconds
from int_leavings
