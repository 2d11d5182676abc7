-- A run was submitted, or it is a child.
select r.id::text
from run r
where r.parent_run_id is null and not exists (select from chaos.submission s where s.run_id = r.id)
