-- A child and the row it stands for know each other, and the row ends as the child has ended.
select c.id || ' is no child of ' || c.parent_run_id
from run c
where c.parent_run_id is not null
  and not exists (select from dispatch d where d.run_id = c.parent_run_id and d.seq = c.parent_seq and d.child_run_id = c.id)
union all
select d.run_id || '/' || d.seq || ' ended otherwise than its child'
from dispatch d
left join run c on c.id = d.child_run_id
where d.kind = 3
  and ((d.outcome = 1 and (c.state is distinct from 6 or c.result is distinct from d.result))
    or (d.outcome = 2 and not exists (select from transition h where h.run_id = d.child_run_id and h.to_state in (7, 8))))
