-- R9: an open run awaits something that comes: a row that is due, a timer, or the world outside (an answer, a signal, an operator).
-- What has been due for two minutes is due to nobody. Its children are in forgotten-child.sql.
select r.id || ' runs, and no step of it is due'
from run r
where r.state = 2
  and not exists (select from dispatch d where d.run_id = r.id and d.ended_at is null and d.due_at > now() - interval '2 minutes')
union all
select r.id || ' goes on, and a step of it is held'
from run r
where r.state in (2, 3)
  and exists (select from dispatch d where d.run_id = r.id and d.ended_at is null and d.phase = 0 and d.seq < r.group_next)
union all
select r.id || ' waits for nothing'
from run r
where r.state = 3
  and r.wait_kind is null
  and not exists (select from dispatch d where d.run_id = r.id and d.ended_at is null and d.phase in (5, 6))
union all
select r.id || ' missed its timer'
from run r
where r.state between 1 and 4
  and (r.wake_at < now() - interval '2 minutes'
    or (r.state = 3 and r.wait_until is not null and (r.wake_at is null or r.wake_at > r.wait_until))
    or (r.deadline is not null and (r.wake_at is null or r.wake_at > r.deadline)))
union all
select r.id || ' is queued although its agent is served'
from run r
where r.state = 1
  and r.updated_at < now() - interval '2 minutes'
  and exists (select from worker w, jsonb_array_elements(w.agents::jsonb) a where a ->> 'name' = r.agent and w.started_at < now() - interval '2 minutes')
