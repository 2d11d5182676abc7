-- R7: only transitions change a run's state.
select concat(r.id, '')
from run r
join transition h on h.run_id = r.id and h.version = r.version
where h.to_state <> r.state
