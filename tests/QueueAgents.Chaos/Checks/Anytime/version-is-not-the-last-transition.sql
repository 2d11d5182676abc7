-- R2, R4: a run's version is its last transition's.
select r.id::text
from run r
where r.version <> (select coalesce(max(h.version), 0) from transition h where h.run_id = r.id)
union all
select distinct 'no run ' || h.run_id from transition h where not exists (select from run r where r.id = h.run_id)
