-- No row: transition rates leaving a node add up to 1
select level, from_node from transitions group by level, from_node having abs(sum(transition_rate) - 1) > 1e-9
