-- R4: versions of a run's transitions are 1, 2, 3… without a gap or a repeat.
select concat(run_id, '')
from transition
group by run_id
having min(version) <> 1 or max(version) <> count(*) or count(distinct version) <> count(*)
