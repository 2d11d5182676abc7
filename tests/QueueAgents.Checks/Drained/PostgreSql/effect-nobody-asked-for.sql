-- R11: one key per expected effect. A call under another key is an effect too many.
select distinct c.key
from chaos.call c
where not exists (select from chaos.expected e where e.key = c.key and e.class = c.class)
