-- R3: a transition that a worker's outcome made belongs to an attempt, and that attempt has ended.
select concat(h.run_id, ' v', h.version)
from transition h
where h.event in ('StepCompleted', 'StepFailed', 'StepLost')
  and not exists (
    select 1 from dispatch d
    where d.run_id = h.run_id and d.seq = h.seq and d.attempt = h.attempt and d.ended_at is not null)
