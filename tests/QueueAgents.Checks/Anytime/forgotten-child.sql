-- R9: a parent awaits a child that is there, or one whose message is on its way; a child of an ended parent is on its way to its end.
select concat(d.run_id, '/', d.seq, ' awaits a child nobody starts')
from dispatch d
join run p on p.id = d.run_id and p.state in (2, 3)
where d.ended_at is null and d.phase = 5 and d.seq < p.group_next
  and not exists (select 1 from run c where c.id = d.child_run_id)
  and not exists (select 1 from outbox o where o.run_id = d.run_id and o.type = 'submit-child')
union all
select concat(d.run_id, '/', d.seq, ' was not told that its child has ended')
from dispatch d
join run c on c.id = d.child_run_id and c.state in (6, 7, 8)
where d.ended_at is null
  and not exists (select 1 from outbox o where o.run_id = c.id and o.type = 'child-ended')
union all
select concat(c.id, ' outlives its parent')
from run c
join run p on p.id = c.parent_run_id and p.state in (6, 7, 8)
where c.state between 1 and 4
  and not exists (select 1 from outbox o where o.run_id = p.id and o.type = 'end-children')
