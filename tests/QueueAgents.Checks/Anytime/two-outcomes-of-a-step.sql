-- R3: one attempt of a step ends well, and one transition applies it. One that came too late is applied to no step and names none: only its cost counts.
select concat(run_id, '/', seq) from dispatch where outcome = 1 group by run_id, seq having count(*) > 1
union all
select concat(run_id, '/', seq, '/', attempt)
from transition
where event in ('StepCompleted', 'StepFailed', 'StepLost') and step is not null
group by run_id, seq, attempt
having count(*) > 1
union all
select concat(run_id, '/', seq, '/', attempt, ' came too late and changed something')
from transition
where event in ('StepCompleted', 'StepFailed', 'StepLost') and step is null and seq > 0
  and (from_state <> to_state or reverse_diff is not null)
