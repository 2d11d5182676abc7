namespace QueueAgents.Persistence.PostgreSql.Sql;

internal static class DispatchSql
{
    /// <summary>In the order <see cref="Rows.DispatchFields"/> reads them.</summary>
    public const string Columns = """
        d.run_id, d.seq, d.attempt, d.nonce, d.kind, d.step, d.input, d.arrival, d.state_version, d.queue, d.join_first, d.join_count,
        d.child_run_id, d.request, d.failures, d.lost, d.phase, d.due_at, d.owner, d.created_at, d.ended_at, d.outcome, d.result,
        d.error_type, d.error_message, d.worker, d.took_us
        """;
}
