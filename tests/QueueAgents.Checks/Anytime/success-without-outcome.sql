-- R3: a run completes by an attempt that ended well (1).
select concat(h.run_id, ' v', h.version)
from transition h
where h.to_state = 6
  and not exists (
    select 1 from dispatch d
    where d.run_id = h.run_id and d.seq = h.seq and d.attempt = h.attempt and d.outcome = 1)
