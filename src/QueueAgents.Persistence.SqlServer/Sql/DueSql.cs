using QueueAgents.Persistence.SqlServer.Rows;

namespace QueueAgents.Persistence.SqlServer.Sql;

/// <summary>
/// Bookkeeping outside the version. Lock order: one table per statement, and rows that another holds are passed over: nothing here waits for
/// a row. A row that was passed over is due again later. Each statement is a transaction of its own, of few rows, so that none of them
/// grows into a lock of the table. The indexes are filtered; their filters are repeated as literals, because a parameter would not match.
/// No FORCESEEK with them: should a filter once not be recognised, a scan is late, and a refused statement is never.
/// </summary>
internal static class DueSql
{
    /// <summary>By ix_outbox_due, whose order spares the sort. 30 s, doubled with each try up to 10 min.</summary>
    public const string TakeOutbox = $"""
        {Words.Begin}
        declare @taken table (
            id uniqueidentifier not null, run_id uniqueidentifier not null, route smallint not null, type nvarchar(max) not null,
            body nvarchar(max) null, trace nvarchar(max) null, due_at datetimeoffset(6) not null, tries int not null,
            was_due datetimeoffset(6) not null);
        with due as (
            select top (@max) o.* from outbox o with ({Words.Claim}) where o.due_at <= @now order by o.due_at
        )
        update due set
            tries = tries + 1,
            due_at = dateadd(second, case when tries < 5 then 30 * power(2, tries) else 600 end, @now)
        output inserted.id, inserted.run_id, inserted.route, inserted.type, inserted.body, inserted.trace, inserted.due_at, inserted.tries, deleted.due_at
        into @taken (id, run_id, route, type, body, trace, due_at, tries, was_due);
        select t.id, t.run_id, t.route, t.type, t.body, t.trace, t.due_at, t.tries from @taken t order by t.was_due;
        """;

    /// <summary>
    /// By ix_dispatch_due. What was sent, or found no queue, is to be sent again: Unsent, so that the next confirm counts. The rows are kept
    /// as they were claimed, so that what a worker or a commit does before they are read does not mix with it; their runs are read when
    /// no lock is held any more.
    /// </summary>
    public const string TakeDispatches = $"""
        {Words.Begin}
        declare @taken table (
            run_id uniqueidentifier not null, seq int not null, attempt int not null, nonce uniqueidentifier not null, kind smallint not null,
            step nvarchar(max) not null, input nvarchar(max) null, arrival smallint not null, state_version int not null, queue nvarchar(121) not null,
            join_first int not null, join_count int not null, child_run_id uniqueidentifier null, failures int not null, lost int not null,
            phase smallint not null, due_at datetimeoffset(6) null, owner nvarchar(max) null, created_at datetimeoffset(6) not null,
            ended_at datetimeoffset(6) null, outcome smallint null, result nvarchar(max) null, error_type nvarchar(max) null,
            error_message nvarchar(max) null, worker nvarchar(max) null, took_us bigint null, was_due datetimeoffset(6) null);
        with due as (
            select top (@max) d.* from dispatch d with ({Words.Claim})
            where d.ended_at is null and d.due_at is not null and d.due_at <= @now and d.phase in (1, 2, 3, 4)
            order by d.due_at
        )
        update due set due_at = @until, phase = case when phase in (2, 3) then 1 else phase end
        output
            inserted.run_id, inserted.seq, inserted.attempt, inserted.nonce, inserted.kind, inserted.step, inserted.input, inserted.arrival,
            inserted.state_version, inserted.queue, inserted.join_first, inserted.join_count, inserted.child_run_id, inserted.failures,
            inserted.lost, inserted.phase, inserted.due_at, inserted.owner, inserted.created_at, inserted.ended_at, inserted.outcome,
            inserted.result, inserted.error_type, inserted.error_message, inserted.worker, inserted.took_us, deleted.due_at
        into @taken (
            run_id, seq, attempt, nonce, kind, step, input, arrival, state_version, queue, join_first, join_count, child_run_id, failures,
            lost, phase, due_at, owner, created_at, ended_at, outcome, result, error_type, error_message, worker, took_us, was_due);
        select {RunColumns.All}, {DispatchColumns.All}
        from @taken d
        join run r with ({Words.Seek}) on r.id = d.run_id
        order by d.was_due;
        """;

    /// <summary>By ix_run_wake.</summary>
    public const string TakeRuns = $"""
        {Words.Begin}
        declare @taken table (id uniqueidentifier not null, was_due datetimeoffset(6) null);
        with due as (
            select top (@max) r.id, r.wake_at, r.wake_claim from run r with ({Words.Claim})
            where r.wake_at is not null and r.wake_at <= @now and r.state <= 4 and (r.wake_claim is null or r.wake_claim <= @now)
            order by r.wake_at
        )
        update due set wake_claim = @until
        output inserted.id, inserted.wake_at into @taken (id, was_due);
        select t.id from @taken t order by t.was_due;
        """;

    /// <summary>
    /// By ix_run_queued, agent by agent, so that no more rows are locked than may be taken; then the oldest of all. The locks of the first
    /// statement are kept for the second, in one transaction.
    /// </summary>
    public static readonly string TakeQueued = $"""
        {Words.Begin}
        declare @taken table (id uniqueidentifier not null primary key, was_due datetimeoffset(6) not null);
        begin transaction;
        insert into @taken (id, was_due)
        select top (@max) q.id, q.created_at
        from openjson(@agents) with ({SmallRows.Agents.With}) a
        cross apply (
            select top (@max) r.id, r.created_at from run r with ({Words.Claim})
            where r.state = 1 and r.agent = a.agent {Words.AsKey} and (r.wake_claim is null or r.wake_claim <= @now)
            order by r.created_at
        ) q
        order by q.created_at
        option (loop join, maxdop 1);
        update r set wake_claim = @until
        from @taken t
        join run r with ({Words.Write}) on r.id = t.id
        {Words.InOrder};
        commit transaction;
        select t.id from @taken t order by t.was_due;
        """;

    public static readonly string DeleteOutbox = $"""
        delete o
        from openjson(@outbox) with ({SmallRows.Ids.With}) q
        join outbox o with ({Words.Claim}, forceseek) on o.id = q.id
        {Words.InOrder};
        """;

    public static readonly string Confirm = $"""
        update d set phase = 2, due_at = @limit {OfAttempts}
        where d.ended_at is null and d.phase = 1
        {Words.InOrder};
        """;

    public static readonly string MarkUnserved = $"""
        {Words.Begin}
        update d set phase = 3, due_at = @again {OfAttempts}
        where d.ended_at is null and d.phase in (1, 2, 3)
        {Words.InOrder};
        """;

    /// <summary>By ix_dispatch_unserved, a page at a time.</summary>
    public static readonly string ServeQueues = $"""
        {Words.Begin}
        update top (@max) d set phase = 1, due_at = @now
        from openjson(@queues) with ({SmallRows.Queues.With}) q
        join dispatch d with ({Words.Claim}) on d.queue = q.queue {Words.AsKey}
        where d.ended_at is null and d.phase = 3
        option (loop join, maxdop 1);
        select @@rowcount;
        """;

    /// <summary>By ix_outbox_due, a page at a time. It waits for rows others hold, who hold nothing it has.</summary>
    public const string ResendOutbox = $"""
        {Words.Begin}
        update top (@max) o set due_at = @now from outbox o with (updlock, rowlock) where o.due_at > @now;
        select @@rowcount;
        """;

    /// <summary>
    /// The one that waits, because a row that was passed over would be found only at its queue-wait limit. It locks in the order of the key,
    /// by ux_dispatch_open, as a commit does, a page at a time; answers the page's last key and its size.
    /// </summary>
    public const string ResendDispatches = $"""
        {Words.Begin}
        declare @page table (run_id uniqueidentifier not null, seq int not null);
        with page as (
            select top (@max) d.run_id, d.seq, d.phase, d.due_at from dispatch d with (updlock, rowlock)
            where d.ended_at is null and d.phase in (2, 3) and d.run_id >= @run_id and (d.run_id > @run_id or d.seq > @seq)
            order by d.run_id, d.seq
        )
        update page set phase = 1, due_at = @now
        output inserted.run_id, inserted.seq into @page (run_id, seq);
        select top (1) p.run_id, p.seq, count(*) over () from @page p order by p.run_id desc, p.seq desc;
        """;

    /// <summary>By ix_run_parent; locks nothing.</summary>
    public const string OpenOrphans = """
        select top (@max) r.id from run r
        where r.parent_run_id = @parent and r.parent_run_id is not null and r.state <= 4
            and not exists (
                select 1 from dispatch d with (forceseek)
                where d.run_id = @parent and d.seq = r.parent_seq and d.child_run_id = r.id and d.ended_at is null)
        order by r.id;
        """;

    private static string OfAttempts => $"""
        from openjson(@attempts) with ({DispatchRows.Attempts.With}) t
        join dispatch d with ({Words.Claim}, forceseek, {Words.ByKey}) on d.run_id = t.run_id and d.seq = t.seq and d.attempt = t.attempt
        """;
}
