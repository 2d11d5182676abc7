-- PROTOCOL I4: a step that may be repeated fails its run after 3 reported failures (2) or 10 lost attempts (3), not before.
select r.id::text
from run r
join transition h on h.run_id = r.id and h.version = r.version
where r.state = 7
  and h.event in ('StepFailed', 'StepLost')
  and not exists (
    select from dispatch d
    where d.run_id = r.id and d.seq = h.seq
      and d.error_type in ('fail', 'too-large', 'too-many', 'too-deep', 'StepFailedException', 'EffectOutcomeUnknownException'))
  and (select count(*) from dispatch d where d.run_id = r.id and d.seq = h.seq and d.outcome = 2) < 3
  and (select count(*) from dispatch d where d.run_id = r.id and d.seq = h.seq and d.outcome = 3) < 10
