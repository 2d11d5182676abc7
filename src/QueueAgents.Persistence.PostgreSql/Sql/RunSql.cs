namespace QueueAgents.Persistence.PostgreSql.Sql;

internal static class RunSql
{
    /// <summary>In the order <see cref="Rows.RunFields"/> reads them.</summary>
    public const string Columns = """
        r.id, r.tenant, r.agent, r.key, r.tags, r.submission_hash, r.state, r.version, r.input, r.document, r.state_version,
        r.result, r.error_type, r.error_message, r.pinned, r.seq, r.step,
        r.group_kind, r.group_first, r.group_count, r.group_next, r.group_done, r.group_failed, r.group_max_parallel,
        r.group_join, r.group_tolerate, r.group_child_agent,
        r.wait_kind, r.wait_then, r.wait_text, r.wait_request_id, r.wait_until,
        r.deadline, r.wake_at, r.kept_signals, r.signals_taken, r.loop_facts, r.parent_run_id, r.parent_seq, r.depth, r.trace,
        r.created_at, r.updated_at
        """;
}
