-- Steps are numbered 1, 2, 3… and their attempts too; only the last attempt of a step may be open.
select concat(r.id, ' has ', count(distinct d.seq), ' steps of ', r.seq)
from run r
left join dispatch d on d.run_id = r.id
group by r.id, r.seq
having count(distinct d.seq) <> r.seq or coalesce(max(d.seq), 0) <> r.seq
union all
select concat(run_id, '/', seq)
from (select *, max(attempt) over (partition by run_id, seq) as last from dispatch) d
group by run_id, seq
having min(attempt) <> 1 or max(attempt) <> count(*) or max(case when ended_at is null and attempt < last then 1 else 0 end) = 1
