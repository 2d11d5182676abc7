-- Signals are kept in order; a run's counters say what their rows say.
select r.id::text
from run r
cross join lateral (
  select count(*) as taken, count(*) filter (where s.taken_at is null) as kept, coalesce(max(s.no), 0) as last
  from signal s where s.run_id = r.id
) s
where s.taken <> r.signals_taken or s.last <> r.signals_taken or s.kept <> r.kept_signals
