namespace QueueAgents.Chaos.Checks;

/// <summary>Damage done to honest rows that exactly one check must find.</summary>
internal static class Corruption
{
    /// <summary>By check; each statement is one more way to break its invariant. Found on rows at any time.</summary>
    public static readonly (string Check, string Damage)[] Anytime =
    [
        ("transition-gaps", "update transition set version = 9 where run_id = chaos.id(1) and version = 8; update transition set from_state = 0 where run_id = chaos.id(1) and version = 9; update run set version = 9 where id = chaos.id(1)"),
        ("broken-chain", "update transition set from_state = 4 where run_id = chaos.id(1) and version = 7"),
        ("version-is-not-the-last-transition", "update run set version = 7 where id = chaos.id(4)"),
        ("version-is-not-the-last-transition", "insert into transition (run_id, version, from_state, to_state, event) values (chaos.id(99), 1, 0, 1, 'SubmitRun')"),
        ("state-is-not-the-last-transition", "update run set state = 4 where id = chaos.id(4)"),
        ("changed-after-the-end", "insert into transition (run_id, version, from_state, to_state, event) values (chaos.id(8), 3, 8, 8, 'CancelRun'); update run set version = 3 where id = chaos.id(8)"),
        ("changed-after-the-end", "insert into transition (run_id, version, from_state, to_state, event) values (chaos.id(7), 5, 7, 7, 'PauseRun'); update run set version = 5 where id = chaos.id(7)"),
        ("outcome-of-no-attempt", "update transition set attempt = 2 where run_id = chaos.id(1) and version = 2"),
        ("success-without-outcome", "update dispatch set outcome = 2 where run_id = chaos.id(1) and seq = 6"),
        ("two-outcomes-of-a-step", "update dispatch set outcome = 1 where run_id = chaos.id(1) and seq = 3 and attempt = 1"),
        ("two-outcomes-of-a-step", "update transition set seq = 2, attempt = 1 where run_id = chaos.id(1) and version = 4"),
        ("two-outcomes-of-a-step", "update transition set reverse_diff = '[]' where run_id = chaos.id(3) and version = 4"),
        ("failed-early", "delete from dispatch where run_id = chaos.id(7) and attempt = 3; update transition set attempt = 2 where run_id = chaos.id(7) and version = 4; delete from transition where run_id = chaos.id(7) and version = 3; update transition set version = 3 where run_id = chaos.id(7) and version = 4; update run set version = 3 where id = chaos.id(7)"),
        ("step-numbers", "update run set seq = 2 where id = chaos.id(4)"),
        ("step-numbers", "update dispatch set attempt = 2 where run_id = chaos.id(12)"),
        ("step-numbers", "delete from dispatch where run_id = chaos.id(1) and seq = 3 and attempt = 1; update transition set event = 'Other' where run_id = chaos.id(1) and version = 4"),
        ("forgotten-run", "update dispatch set due_at = null where run_id = chaos.id(6)"),
        ("forgotten-run", "update dispatch set due_at = now() - interval '3 min' where run_id = chaos.id(3) and seq = 3"),
        ("forgotten-run", "update dispatch set phase = 0 where run_id = chaos.id(6)"),
        ("forgotten-run", "update run set wait_kind = null where id = chaos.id(11)"),
        ("forgotten-run", "update run set wake_at = null where id = chaos.id(4)"),
        ("forgotten-run", "update run set agent = 'errand', updated_at = now() - interval '1 h' where id = chaos.id(10)"),
        ("forgotten-child", "delete from outbox"),
        ("forgotten-child", "update run set state = 8, version = 2, group_kind = null where id = chaos.id(6); update dispatch set ended_at = now(), outcome = 4 where run_id = chaos.id(6); insert into transition (run_id, version, from_state, to_state, event) values (chaos.id(6), 2, 2, 8, 'CancelRun')"),
        ("forgotten-child", "update run set state = 8, version = 3 where id = chaos.id(5); update dispatch set ended_at = now(), outcome = 4 where run_id = chaos.id(5) and seq > 1; insert into transition (run_id, version, from_state, to_state, event) values (chaos.id(5), 3, 3, 8, 'CancelRun')"),
        ("parent-and-child", "update run set parent_seq = 4 where id = chaos.id(6)"),
        ("parent-and-child", "update run set result = '43' where id = chaos.id(2)"),
        ("parent-and-child", "update dispatch set outcome = 2 where run_id = chaos.id(1) and seq = 5"),
        ("group-counters", "update run set group_done = 2 where id = chaos.id(3)"),
        ("group-counters", "update run set group_failed = 1 where id = chaos.id(3)"),
        ("group-counters", "update run set group_next = 3 where id = chaos.id(3)"),
        ("open-row-of-an-ended-run", "update dispatch set ended_at = null, outcome = null, due_at = now() + interval '1 min' where run_id = chaos.id(8)"),
        ("open-row-of-an-ended-run", "update run set group_kind = null where id = chaos.id(12)"),
        ("signal-counters", "update run set kept_signals = 0 where id = chaos.id(11)"),
        ("signal-counters", "delete from signal"),
    ];

    /// <summary>Found only once everything has come to rest.</summary>
    public static readonly (string Check, string Damage)[] Drained =
    [
        ("acknowledged-but-lost", "update chaos.submission set acknowledged = true where run_id = chaos.id(100)"),
        ("invented", "delete from chaos.submission where run_id = chaos.id(1)"),
        ("unfinished", "insert into run (id, agent, state, version, seq) values (chaos.id(20), 'rare', 1, 1, 0); insert into transition (run_id, version, from_state, to_state, event) values (chaos.id(20), 1, 0, 1, 'SubmitRun'); insert into chaos.submission values (chaos.id(20), true)"),
        ("outbox-not-drained", "insert into outbox (id, run_id, route, type, due_at, tries) values (gen_random_uuid(), chaos.id(1), 1, 'run-completed', now(), 0)"),
        ("at-most-once", "insert into chaos.call values ('2/1/charge', 2, chaos.id(2), 1, 1, now())"),
        ("idempotent-never-called", "delete from chaos.call where key = '1/3/pack'; delete from effect where name = 'pack'"),
        ("effect-nobody-asked-for", "insert into chaos.call values ('1/2/pack', 1, chaos.id(1), 2, 1, now())"),
        ("effect-without-attempt", "update chaos.call set attempt = 3 where seq = 3 and attempt = 2"),
        ("recorded-without-call", "update effect set recorded_at = now() where name = 'tip'"),
    ];
}
