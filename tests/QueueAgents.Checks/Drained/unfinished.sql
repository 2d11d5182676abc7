-- Liveness: every run has ended.
select concat(id, ' is in state ', state) from run where state <= 5
