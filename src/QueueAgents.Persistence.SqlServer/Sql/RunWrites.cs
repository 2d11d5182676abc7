using QueueAgents.Persistence.SqlServer.Rows;

namespace QueueAgents.Persistence.SqlServer.Sql;

/// <summary>
/// The run's own rows in a commit, which is one command and one transaction. // R1
/// Lock order of a commit: entries of memory that exist (<see cref="MemorySql.FindStale"/>), run (known ones, then new ones, each by id in SQL Server's order), then the rows that hang on them: run_tag,
/// transition, dispatch, payload, signal, effect, item, memory, outbox (each in the order of its key, <see cref="LockOrder"/>). Whoever holds a run's row
/// may touch its rows; the claims of <see cref="DueSql"/> never wait for a row. What still deadlocks, over an index two statements change
/// in different order, is rolled back and run again by <see cref="SqlServerSource"/>.
/// </summary>
internal static class RunWrites
{
    /// <summary>@written: the runs this transaction has updated or inserted. Only they get their other rows. // R2</summary>
    public const string Begin = $"""
        {Words.Begin}
        declare @written table (id uniqueidentifier not null primary key);
        begin transaction;
        """;

    /// <summary>
    /// Runs whose version is the expected one. The others keep everything as it was. By pk_run, one seek per run; the version is in the row
    /// itself, so it is the row that is locked, not only its entry in the index.
    /// </summary>
    public static readonly string Update = $"""
        {UpdateMatching}
        {Words.InOrder};
        """;

    /// <summary>The same, but none of those <see cref="MemorySql.FindStale"/> has found.</summary>
    public static readonly string UpdateThoseThatRemember = $"""
        {UpdateMatching}
            and not exists (select 1 from @stale s where s.id = run.id)
        {Words.InOrder};
        """;

    private static string UpdateMatching => $"""
        update run set
            state = c.state, version = c.version, state_version = c.state_version,
            result = c.result, error_type = c.error_type, error_message = c.error_message, pinned = c.pinned, seq = c.seq, step = c.step,
            group_kind = c.group_kind, group_first = c.group_first, group_count = c.group_count, group_next = c.group_next,
            group_done = c.group_done, group_failed = c.group_failed, group_max_parallel = c.group_max_parallel, group_join = c.group_join,
            group_tolerate = c.group_tolerate, group_child_agent = c.group_child_agent,
            wait_kind = c.wait_kind, wait_then = c.wait_then, wait_text = c.wait_text, wait_request_id = c.wait_request_id,
            wait_until = c.wait_until, deadline = c.deadline, wake_at = c.wake_at, wake_claim = null,
            kept_signals = c.kept_signals, signals_taken = c.signals_taken, loop_facts = c.loop_facts, updated_at = c.updated_at
        output inserted.id into @written (id)
        from openjson(@changed_runs) with ({RunRows.Changed.With}) c, run with ({Words.Write})
        where run.id = c.id
            and run.version = c.expected_version                              -- R2
            and run.state not in (6, 8)                                       -- R5: Completed, Cancelled
            and (run.state <> 7 or c.first_state in (1, 2, 3))                -- R5: Failed, only by Retry
            and (run.state <> 5 or c.first_state in (1, 2, 3))                -- R5: Parked, only by Retry
        """;

    public static readonly string UpdateDocuments = $"""
        update r set document = c.document
        from openjson(@documents) with ({RunRows.Documents.With}) c
        join @written w on w.id = c.id
        join run r with ({Words.Write}) on r.id = w.id
        {Words.InOrder};
        """;

    /// <summary>
    /// Whoever inserts the same id or key at the same moment makes this fail on pk_run or ux_run_key once it is committed; the command then
    /// runs again and sees it. Of runs with one key only the first is in the document.
    /// </summary>
    public static readonly string Insert = $"""
        insert into run ({RunRows.Born.Names})
        output inserted.id into @written (id)
        select {RunRows.Born.Of("c")}
        from openjson(@born_runs) with ({RunRows.Born.With}) c
        where not exists (select 1 from run r with ({Words.Seek}) where r.id = c.id)
            and not exists (
                select 1 from run r
                where r.tenant = c.tenant {Words.AsKey} and r.agent = c.agent {Words.AsKey} and r.[key] = c.[key] {Words.AsKey}
                    and r.[key] is not null)
        {Words.InOrder};
        """;

    /// <summary>After <see cref="Insert"/>: runs whose key another run has.</summary>
    public static readonly string KeysTaken = $"""
        select c.id
        from openjson(@keyed_runs) with ({RunRows.Keyed.With}) c
        where exists (
            select 1 from run r
            where r.tenant = c.tenant {Words.AsKey} and r.agent = c.agent {Words.AsKey} and r.[key] = c.[key] {Words.AsKey} and r.[key] is not null
                and r.id <> c.id)
        {Words.InOrder};
        """;

    public static readonly string InsertTags = $"""
        insert into run_tag ({SmallRows.Tags.Names})
        select {SmallRows.Tags.Of("t")} from openjson(@tags) with ({SmallRows.Tags.With}) t
        join @written w on w.id = t.run_id
        {Words.InOrder};
        """;

    public static readonly string InsertTransitions = $"""
        insert into transition ({SmallRows.Transitions.Names})
        select {SmallRows.Transitions.Of("t")} from openjson(@transitions) with ({SmallRows.Transitions.With}) t
        join @written w on w.id = t.run_id
        {Words.InOrder};
        """;

    /// <summary>The clock comes last: who has read it knows that the commit came about.</summary>
    public const string End = """
        select w.id from @written w;
        commit transaction;
        select cast(sysdatetimeoffset() as datetimeoffset(6));
        """;
}
