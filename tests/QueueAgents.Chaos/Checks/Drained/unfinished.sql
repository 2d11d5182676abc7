-- Liveness: every run has ended.
select id || ' is in state ' || state from run where state <= 5
