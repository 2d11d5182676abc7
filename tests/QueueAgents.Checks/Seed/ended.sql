-- A small honest history: runs that have ended. Defaults stand for what no check reads.
create function chaos.id(int) returns uuid language sql immutable as $$ select ('00000000-0000-0000-0000-' || lpad($1::text, 12, '0'))::uuid $$;
alter table run alter tenant set default 'default', alter agent set default 'errand', alter submission_hash set default '', alter state_version set default 1,
  alter pinned set default false, alter kept_signals set default 0, alter signals_taken set default 0, alter parent_seq set default 0, alter depth set default 0,
  alter created_at set default now(), alter updated_at set default now();
alter table transition alter seq set default 0, alter attempt set default 0, alter step set default 'Step', alter command_id set default gen_random_uuid(), alter at set default now(),
  alter state_version set default 1;
alter table dispatch alter attempt set default 1, alter nonce set default gen_random_uuid(), alter kind set default 1, alter step set default 'Step',
  alter arrival set default 0, alter state_version set default 1, alter queue set default '', alter join_first set default 0, alter join_count set default 0,
  alter failures set default 0, alter lost set default 0, alter phase set default 2, alter created_at set default now();
alter table effect alter attempt set default 1, alter args_hash set default '', alter claimed_at set default now();

-- 1 completed: Begin 1, a fan-out 2–3 of which one was lost once, its join 4, a child 5, the end 6. 2 is the child.
insert into run (id, state, version, seq, result) values (chaos.id(1), 6, 8, 6, '1');
insert into run (id, state, version, seq, result, parent_run_id, parent_seq, depth) values (chaos.id(2), 6, 2, 1, '42', chaos.id(1), 5, 1);
insert into transition (run_id, version, from_state, to_state, event, seq, attempt) values
  (chaos.id(1), 1, 0, 2, 'SubmitRun', 0, 0), (chaos.id(1), 2, 2, 2, 'StepCompleted', 1, 1), (chaos.id(1), 3, 2, 2, 'StepCompleted', 2, 1),
  (chaos.id(1), 4, 2, 2, 'StepLost', 3, 1), (chaos.id(1), 5, 2, 2, 'StepCompleted', 3, 2), (chaos.id(1), 6, 2, 3, 'StepCompleted', 4, 1),
  (chaos.id(1), 7, 3, 2, 'ChildEnded', 5, 1), (chaos.id(1), 8, 2, 6, 'StepCompleted', 6, 1),
  (chaos.id(2), 1, 0, 2, 'SubmitChild', 0, 0), (chaos.id(2), 2, 2, 6, 'StepCompleted', 1, 1);
insert into dispatch (run_id, seq, attempt, kind, ended_at, outcome) values
  (chaos.id(1), 1, 1, 0, now(), 1), (chaos.id(1), 2, 1, 2, now(), 1), (chaos.id(1), 3, 1, 2, now(), 3), (chaos.id(1), 3, 2, 2, now(), 1),
  (chaos.id(1), 4, 1, 1, now(), 1), (chaos.id(1), 6, 1, 1, now(), 1), (chaos.id(2), 1, 1, 0, now(), 1);
insert into dispatch (run_id, seq, kind, child_run_id, phase, ended_at, outcome, result) values (chaos.id(1), 5, 3, chaos.id(2), 5, now(), 1, '42');

-- 7 failed after three attempts; 8 was cancelled while a step ran.
insert into run (id, state, version, seq, error_type, group_kind, group_first, group_count, group_next, group_done, group_failed) values
  (chaos.id(7), 7, 4, 1, 'IOException', 0, 1, 1, 2, 0, 0), (chaos.id(8), 8, 2, 1, 'cancelled', 0, 1, 1, 2, 0, 0);
insert into transition (run_id, version, from_state, to_state, event, seq, attempt) values
  (chaos.id(7), 1, 0, 2, 'SubmitRun', 0, 0), (chaos.id(7), 2, 2, 2, 'StepFailed', 1, 1), (chaos.id(7), 3, 2, 2, 'StepFailed', 1, 2),
  (chaos.id(7), 4, 2, 7, 'StepFailed', 1, 3), (chaos.id(8), 1, 0, 2, 'SubmitRun', 0, 0), (chaos.id(8), 2, 2, 8, 'CancelRun', 0, 0);
insert into dispatch (run_id, seq, attempt, kind, ended_at, outcome, error_type) values
  (chaos.id(7), 1, 1, 0, now(), 2, 'IOException'), (chaos.id(7), 1, 2, 0, now(), 2, 'IOException'), (chaos.id(7), 1, 3, 0, now(), 2, 'IOException'),
  (chaos.id(8), 1, 1, 0, now(), 4, null);

-- What the test knows: all were submitted; 1 calls twice under an Idempotent key, its child once, AtMostOnce.
insert into chaos.submission values (chaos.id(1), true), (chaos.id(7), true), (chaos.id(8), false), (chaos.id(100), false);
insert into chaos.expected values ('1/3/pack', 1, chaos.id(1)), ('2/1/charge', 2, chaos.id(2)), ('2/1/tip', 2, chaos.id(2));
insert into chaos.call values ('1/3/pack', 1, chaos.id(1), 3, 1, now()), ('1/3/pack', 1, chaos.id(1), 3, 2, now()), ('2/1/charge', 2, chaos.id(2), 1, 1, now());
insert into effect (run_id, seq, name, class, recorded_at) values (chaos.id(1), 3, 'pack', 1, now()), (chaos.id(2), 1, 'charge', 2, now()), (chaos.id(2), 1, 'tip', 2, null);
