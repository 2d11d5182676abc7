-- A recorded effect happened.
select e.run_id || '/' || e.seq || '/' || e.name
from effect e
where e.recorded_at is not null
  and not exists (select from chaos.call c where c.run_id = e.run_id and c.seq = e.seq and split_part(c.key, '/', 3) = e.name)
