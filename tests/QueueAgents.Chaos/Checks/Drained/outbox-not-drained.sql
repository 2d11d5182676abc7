-- Liveness: every message has left.
select id || ' ' || type from outbox
