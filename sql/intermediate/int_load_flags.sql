-- One row per staged event that is flagged by what only the load sees: the vendor's word, user agent, address
select
    staged.row_id,
    case
        when staged.flag in ('test', 'internal', 'bot') then staged.flag else coalesce(own.flag, robots.flag)
    end as flag
from int_staged as staged
left join load_flagged_values as robots on robots.kind = 'user_agent' and robots.value = staged.user_agent
left join load_flagged_values as own on own.kind = 'ip' and own.value = staged.ip
where staged.flag in ('test', 'internal', 'bot') or robots.flag is not null or own.flag is not null
