namespace QueueAgents.Persistence.Sqlite.Sql;

internal static class RunSql
{
    /// <summary>In the order <see cref="Rows.RunRows.Read"/> reads them.</summary>
    public const string Columns = """
        r.id, r.tenant, r.agent, r.key, r.tags, r.submission_hash, r.state, r.version, r.input, r.document, r.state_version,
        r.result, r.error_type, r.error_message, r.pinned, r.seq, r.step,
        r.group_kind, r.group_first, r.group_count, r.group_next, r.group_done, r.group_failed, r.group_max_parallel,
        r.group_join, r.group_tolerate, r.group_child_agent,
        r.wait_kind, r.wait_then, r.wait_text, r.wait_request_id, r.wait_until,
        r.deadline, r.wake_at, r.kept_signals, r.signals_taken, r.loop_facts, r.parent_run_id, r.parent_seq, r.depth, r.trace,
        r.created_at, r.updated_at
        """;

    public const string ById = $"select {Columns} from run r where r.id = $1";

    public const string IdByKey = "select id from run where tenant = $1 and agent = $2 and key = $3";

    public const string Exists = "select 1 from run where id = $1";

    /// <summary>Changes nothing where the version is another or the run may not change.</summary>
    public const string Update = """
        update run set
            version = $4, state = $5, document = case when $6 then $7 else document end, state_version = $8, result = $9,
            error_type = $10, error_message = $11, pinned = $12, seq = $13, step = $14,
            group_kind = $15, group_first = $16, group_count = $17, group_next = $18, group_done = $19, group_failed = $20,
            group_max_parallel = $21, group_join = $22, group_tolerate = $23, group_child_agent = $24,
            wait_kind = $25, wait_then = $26, wait_text = $27, wait_request_id = $28, wait_until = $29,
            deadline = $30, wake_at = $31, wake_claim = null, kept_signals = $32, signals_taken = $33, loop_facts = $34, updated_at = $35
        where id = $1
            and version = $2                                                  -- R2
            and state not in (6, 8)                                           -- R5: Completed, Cancelled
            and (state <> 7 or $3 in (1, 2, 3))                               -- R5: Failed, only by Retry
            and (state <> 5 or $3 in (1, 2, 3))                               -- R5: Parked, only by Retry
        """;

    /// <summary>Inserts nothing where the id or the key is another's.</summary>
    public const string Insert = """
        insert into run (
            id, tenant, agent, key, tags, submission_hash, state, version, input, document, state_version,
            result, error_type, error_message, pinned, seq, step,
            group_kind, group_first, group_count, group_next, group_done, group_failed, group_max_parallel,
            group_join, group_tolerate, group_child_agent,
            wait_kind, wait_then, wait_text, wait_request_id, wait_until,
            deadline, wake_at, kept_signals, signals_taken, loop_facts, parent_run_id, parent_seq, depth, trace, created_at, updated_at)
        values (
            $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
            $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43)
        on conflict do nothing
        """;

    public const string InsertTag = "insert into run_tag (run_id, name, value, created_at) values ($1, $2, $3, $4)";

    public const string InsertTransition = """
        insert into transition (
            run_id, version, from_state, to_state, event, detail, seq, attempt, step, worker, done_by, command_id, trace_id, at, took_us,
            usage, state_version, reverse_diff)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
        """;

    public const string HasTransition = "select 1 from transition where run_id = $1 and command_id = $2";
}
