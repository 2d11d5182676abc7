-- A run that is Completed, Failed, Cancelled or Parked awaits no step; an open one awaits none outside its group.
select concat(d.run_id, '/', d.seq, '/', d.attempt)
from dispatch d
join run r on r.id = d.run_id
where d.ended_at is null
  and (r.state >= 5
    or r.group_kind is null
    or d.seq < r.group_first
    or d.seq >= r.group_first + r.group_count)
