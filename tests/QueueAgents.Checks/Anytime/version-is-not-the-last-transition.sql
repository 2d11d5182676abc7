-- R2, R4: a run's version is its last transition's.
select concat(r.id, '')
from run r
where r.version <> (select coalesce(max(h.version), 0) from transition h where h.run_id = r.id)
union all
select distinct concat('no run ', h.run_id) from transition h where not exists (select 1 from run r where r.id = h.run_id)
