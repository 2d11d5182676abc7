-- PROTOCOL I2: whoever calls was given an attempt by us.
select c.key || ' attempt ' || c.attempt
from chaos.call c
where not exists (select from dispatch d where d.run_id = c.run_id and d.seq = c.seq and d.attempt = c.attempt)
