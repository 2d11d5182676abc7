-- An Idempotent (1) effect of a run that completed was called, at least once.
select e.key
from chaos.expected e
join run r on r.id = e.run_id and r.state = 6
where e.class = 1 and not exists (select from chaos.call c where c.key = e.key)
