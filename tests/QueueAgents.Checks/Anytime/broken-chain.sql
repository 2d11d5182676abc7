-- R4: From of each transition is To of the one before; the first comes from nowhere (0).
select concat(h.run_id, ' v', h.version)
from transition h
left join transition p on p.run_id = h.run_id and p.version = h.version - 1
where h.from_state <> case when h.version = 1 then 0 else p.to_state end
