-- Runs under way, one of each kind.
-- 3 runs a fan-out 2–4 at width 1: done, leased, held. The copy of an outcome came too late, and its cost was counted.
insert into run (id, state, version, seq, group_kind, group_first, group_count, group_next, group_done, group_failed) values (chaos.id(3), 2, 4, 4, 2, 2, 3, 4, 1, 0);
insert into transition (run_id, version, from_state, to_state, event, seq, attempt) values
  (chaos.id(3), 1, 0, 2, 'SubmitRun', 0, 0), (chaos.id(3), 2, 2, 2, 'StepCompleted', 1, 1), (chaos.id(3), 3, 2, 2, 'StepCompleted', 2, 1);
insert into transition (run_id, version, from_state, to_state, event, seq, attempt, step) values (chaos.id(3), 4, 2, 2, 'StepCompleted', 1, 1, null);
insert into dispatch (run_id, seq, kind, phase, due_at, ended_at, outcome) values
  (chaos.id(3), 1, 0, 2, null, now(), 1), (chaos.id(3), 2, 2, 2, null, now(), 1), (chaos.id(3), 3, 2, 4, now() + interval '20 s', null, null), (chaos.id(3), 4, 2, 0, null, null, null);

-- 4 sleeps; 11 waits for a signal and keeps another.
insert into run (id, state, version, seq, wait_kind, wait_then, wait_until, wake_at) values (chaos.id(4), 3, 2, 1, 3, 'Woken', now() + interval '1 h', now() + interval '1 h');
insert into run (id, state, version, seq, wait_kind, wait_then, wait_text, signals_taken, kept_signals) values (chaos.id(11), 3, 3, 1, 2, 'Heard', 'go', 1, 1);
insert into signal (run_id, no, name, client_key, at) values (chaos.id(11), 1, 'other', 'k', now());
insert into transition (run_id, version, from_state, to_state, event, seq, attempt) values
  (chaos.id(4), 1, 0, 2, 'SubmitRun', 0, 0), (chaos.id(4), 2, 2, 3, 'StepCompleted', 1, 1),
  (chaos.id(11), 1, 0, 2, 'SubmitRun', 0, 0), (chaos.id(11), 2, 2, 3, 'StepCompleted', 1, 1), (chaos.id(11), 3, 3, 3, 'SignalRun', 0, 0);
insert into dispatch (run_id, seq, kind, ended_at, outcome) values (chaos.id(4), 1, 0, now(), 1), (chaos.id(11), 1, 0, now(), 1);

-- 5 awaits two children: 6 runs, 13 is not there yet and its message is. 6 waits to be sent.
insert into run (id, state, version, seq, group_kind, group_first, group_count, group_next, group_done, group_failed) values (chaos.id(5), 3, 2, 3, 3, 2, 2, 4, 0, 0);
insert into run (id, state, version, seq, parent_run_id, parent_seq, depth, group_kind, group_first, group_count, group_next, group_done, group_failed)
  values (chaos.id(6), 2, 1, 1, chaos.id(5), 2, 1, 0, 1, 1, 2, 0, 0);
insert into transition (run_id, version, from_state, to_state, event, seq, attempt) values
  (chaos.id(5), 1, 0, 2, 'SubmitRun', 0, 0), (chaos.id(5), 2, 2, 3, 'StepCompleted', 1, 1), (chaos.id(6), 1, 0, 2, 'SubmitChild', 0, 0);
insert into dispatch (run_id, seq, kind, ended_at, outcome) values (chaos.id(5), 1, 0, now(), 1);
insert into dispatch (run_id, seq, kind, child_run_id, phase) values (chaos.id(5), 2, 3, chaos.id(6), 5), (chaos.id(5), 3, 3, chaos.id(13), 5);
insert into dispatch (run_id, seq, kind, phase, due_at) values (chaos.id(6), 1, 0, 1, now() + interval '30 s');
insert into outbox (id, run_id, route, type, due_at, tries) values (gen_random_uuid(), chaos.id(5), 2, 'submit-child', now() + interval '30 s', 0);

-- 9 is parked, 10 is queued (nobody serves its agent), 12 is paused and holds its step.
insert into run (id, agent, state, version, seq) values (chaos.id(9), 'errand', 5, 2, 1), (chaos.id(10), 'rare', 1, 1, 0);
insert into run (id, state, version, seq, group_kind, group_first, group_count, group_next, group_done, group_failed) values (chaos.id(12), 4, 2, 1, 0, 1, 1, 2, 0, 0);
insert into transition (run_id, version, from_state, to_state, event, seq, attempt) values
  (chaos.id(9), 1, 0, 2, 'SubmitRun', 0, 0), (chaos.id(9), 2, 2, 5, 'StepFailed', 1, 1), (chaos.id(10), 1, 0, 1, 'SubmitRun', 0, 0),
  (chaos.id(12), 1, 0, 2, 'SubmitRun', 0, 0), (chaos.id(12), 2, 2, 4, 'PauseRun', 0, 0);
insert into dispatch (run_id, seq, kind, phase, due_at, ended_at, outcome, error_type) values
  (chaos.id(9), 1, 0, 2, null, now(), 2, 'bad-state'), (chaos.id(12), 1, 0, 0, null, null, null, null);
insert into worker (instance, host, agents, concurrency, in_flight, started_at, seen_at)
  values ('w1', 'h', '[{"name": "errand", "stateVersion": 1, "readsFrom": 1}]', 16, 0, now() - interval '1 h', now());
