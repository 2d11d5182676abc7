-- A submission that was acknowledged is a run.
select s.run_id::text
from chaos.submission s
where s.acknowledged and not exists (select from run r where r.id = s.run_id)
