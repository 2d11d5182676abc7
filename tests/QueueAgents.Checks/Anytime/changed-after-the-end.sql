-- R5: nothing follows Completed (6) and Cancelled (8); only Retry follows Failed (7); only Retry or Cancel follows Parked (5).
select concat(h.run_id, ' v', h.version)
from transition h
join transition p on p.run_id = h.run_id and p.version = h.version - 1
where p.to_state in (6, 8)
   or (p.to_state = 7 and h.event <> 'RetryRun')
   or (p.to_state = 5 and h.event not in ('RetryRun', 'CancelRun'))
