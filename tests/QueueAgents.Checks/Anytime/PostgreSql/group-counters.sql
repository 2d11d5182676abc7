-- A run's counters say what its rows say: ended well, ended badly, released.
select r.id::text
from run r
cross join lateral (
  select count(*) filter (where d.outcome = 1) as done,
         count(*) filter (where d.outcome in (2, 3)) as failed,
         count(*) filter (where d.ended_at is null and d.seq >= r.group_next and d.phase <> 0) as released_too_far,
         count(*) as rows
  from (
    select distinct on (seq) * from dispatch
    where run_id = r.id and seq >= r.group_first and seq < r.group_first + r.group_count
    order by seq, attempt desc
  ) d
) d
where r.state between 2 and 4
  and r.group_kind is not null
  and (d.done <> r.group_done or d.failed <> r.group_failed or d.rows <> r.group_count or d.released_too_far > 0
    or r.group_next > r.group_first + r.group_count
    or r.group_done + r.group_failed >= r.group_count)
