using Microsoft.Data.SqlClient;
using QueueAgents.Contracts;

namespace QueueAgents.Integration.SqlServer;

/// <summary>What these tests ask a server themselves. The texts are read by the proofs that need no server, too.</summary>
internal static class ByHand
{
    public const string LockRun = "select r.version from run r with (updlock, rowlock) where r.id = @run_id";

    public const string RaiseVersion = "update run set version = version + 1 where id = @run_id";

    public const string ClaimWake = "update run set wake_claim = sysdatetimeoffset() where id = @run_id";

    public const string LeaseRows = "update dispatch set phase = 4, owner = N'w', due_at = sysdatetimeoffset() where run_id = @run_id";

    public const string EndRows = "update dispatch set ended_at = sysdatetimeoffset(), outcome = 1 where run_id = @run_id";

    public const string AnotherOpenAttempt = """
        insert into dispatch (run_id, seq, attempt, nonce, kind, step, arrival, state_version, queue, join_first, join_count, failures, lost, phase, due_at, created_at)
        select d.run_id, d.seq, d.attempt + 1, d.nonce, d.kind, d.step, d.arrival, d.state_version, d.queue, d.join_first, d.join_count, d.failures, d.lost, d.phase, d.due_at, d.created_at
        from dispatch d where d.run_id = @run_id
        """;

    public const string CountTransitions = "select count(*) from transition";

    public const string CountEffects = "select count(*) from effect";

    /// <summary>How many sessions of this database wait for another.</summary>
    public const string CountWaiting = "select count(*) from sys.dm_exec_requests where database_id = db_id() and blocking_session_id <> 0";

    public const string FromTheFuture = "insert into __EFMigrationsHistory (MigrationId, ProductVersion) values (N'29990101000000_FromTheFuture', N'99.0')";

    public static string Transition(Guid runId, int version, int from, int to) => $"""
        insert into transition (run_id, version, from_state, to_state, event, seq, attempt, command_id, at, state_version)
        values ('{runId}', {version}, {from}, {to}, N'ByHand', 0, 0, newid(), sysdatetimeoffset(), 1)
        """;

    public static string Dispatch(Guid runId, string set) => $"update dispatch set {set} where run_id = '{runId}'";

    public static string State(Guid runId, RunState state) => $"update run set state = {(int)state} where id = '{runId}'";

    public static SqlCommand Command(string sql, SqlConnection connection)
    {
#pragma warning disable CA2100 // Texts of these tests.
        return new SqlCommand(sql, connection) { CommandTimeout = 120 };
#pragma warning restore CA2100
    }
}
