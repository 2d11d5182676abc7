-- Liveness: every message has left.
select concat(id, ' ', type) from outbox
