namespace QueueAgents.Persistence.Sqlite.Sql;

/// <summary>Bookkeeping outside the version. There is one writer, so who reads what is due and pushes it on in one transaction is alone with it. // R7</summary>
internal static class DueSql
{
    public const string Outbox = "select id, run_id, route, type, body, trace, due_at, tries from outbox where due_at <= $1 order by due_at limit $2";

    public const string PushOutbox = "update outbox set due_at = $2, tries = $3 where id = $1";

    public const string Dispatches = $"""
        select {DispatchSql.Columns} from dispatch d
        where d.ended_at is null and d.due_at is not null and d.due_at <= $1 and d.phase in (1, 2, 3, 4, 6)
        order by d.due_at limit $2
        """;

    public const string PushDispatch = "update dispatch set due_at = $4, phase = $5 where run_id = $1 and seq = $2 and attempt = $3";

    public const string Runs = """
        select id from run
        where wake_at is not null and wake_at <= $1 and state <= 4 and (wake_claim is null or wake_claim <= $1)
        order by wake_at limit $2
        """;

    public const string QueuedRuns = """
        select id from run
        where state = 1 and agent in (select value from json_each($3)) and (wake_claim is null or wake_claim <= $1)
        order by created_at limit $2
        """;

    public const string ClaimRun = "update run set wake_claim = $2 where id = $1";

    public const string DeleteOutbox = "delete from outbox where id = $1";

    public const string Confirm = $"update dispatch set phase = 2, due_at = $4 where {OpenAttempt} and phase = 1";

    public const string MarkUnserved = $"update dispatch set phase = 3, due_at = $4 where {OpenAttempt} and phase in (1, 2, 3)";

    public const string ServeQueues = """
        update dispatch set phase = 1, due_at = $2
        where ended_at is null and phase = 3 and queue in (select value from json_each($1))
        """;

    public const string ResendDispatches = "update dispatch set phase = 1, due_at = $1 where ended_at is null and due_at is not null and phase in (2, 3)";

    public const string ResendOutbox = "update outbox set due_at = $1";

    public const string OpenOrphans = """
        select id from run
        where parent_run_id = $1 and state <= 4
            and not exists (select 1 from dispatch d where d.child_run_id = run.id and d.run_id = $1 and d.ended_at is null)
        order by id limit $2
        """;

    private const string OpenAttempt = "run_id = $1 and seq = $2 and attempt = $3 and ended_at is null";
}
