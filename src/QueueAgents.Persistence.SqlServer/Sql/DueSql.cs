using QueueAgents.Persistence.SqlServer.Rows;

namespace QueueAgents.Persistence.SqlServer.Sql;

/// <summary>
/// Bookkeeping outside the version. Lock order: one table per transaction, and rows that another holds are passed over: nothing here waits for
/// a row. A row that was passed over is due again later. Each is a transaction of few rows, so that none grows into a lock of the table:
/// first the rows are found and locked, then they are changed, under the same conditions again, and what was changed is what was taken.
/// The indexes are filtered; their filters are repeated as literals, because a parameter would not match. No FORCESEEK with them: should a
/// filter once not be recognised, a scan is late, and a refused statement is never.
/// </summary>
internal static class DueSql
{
    /// <summary>By ix_outbox_due, whose order spares the sort. 30 s, doubled with each try up to 10 min.</summary>
    public const string TakeOutbox = $"""
        {Words.Begin}
        declare @due table (id uniqueidentifier not null primary key, due_at datetimeoffset(6) not null);
        declare @taken table (
            id uniqueidentifier not null primary key, run_id uniqueidentifier not null, route smallint not null, type nvarchar(max) not null,
            body nvarchar(max) null, trace nvarchar(max) null, due_at datetimeoffset(6) not null, tries int not null);
        begin transaction;
        insert into @due (id, due_at)
        select top (@max) o.id, o.due_at from outbox o with ({Words.Claim}) where o.due_at <= @now order by o.due_at;
        update outbox set
            tries = outbox.tries + 1,
            due_at = dateadd(second, case when outbox.tries < 5 then 30 * power(2, outbox.tries) else 600 end, @now)
        output inserted.id, inserted.run_id, inserted.route, inserted.type, inserted.body, inserted.trace, inserted.due_at, inserted.tries
        into @taken (id, run_id, route, type, body, trace, due_at, tries)
        from @due t, outbox with ({Words.Write})
        where outbox.id = t.id and outbox.due_at <= @now
        {Words.InOrder};
        commit transaction;
        select o.id, o.run_id, o.route, o.type, o.body, o.trace, o.due_at, o.tries
        from @taken o
        join @due t on t.id = o.id
        order by t.due_at;
        """;

    /// <summary>
    /// By ix_dispatch_due. What was sent, or found no queue, is to be sent again: Unsent, so that the next confirm counts. The rows are kept
    /// as they were claimed, so that what a worker or a commit does before they are read does not mix with it; their runs are read when
    /// no lock is held any more.
    /// </summary>
    public const string TakeDispatches = $"""
        {Words.Begin}
        declare @due table (
            run_id uniqueidentifier not null, seq int not null, attempt int not null, due_at datetimeoffset(6) not null, primary key (run_id, seq, attempt));
        declare @taken table (
            run_id uniqueidentifier not null, seq int not null, attempt int not null, nonce uniqueidentifier not null, kind smallint not null,
            step nvarchar(max) not null, input nvarchar(max) null, arrival smallint not null, state_version int not null, queue nvarchar(121) not null,
            join_first int not null, join_count int not null, child_run_id uniqueidentifier null, request nvarchar(max) null, failures int not null, lost int not null,
            phase smallint not null, due_at datetimeoffset(6) null, owner nvarchar(max) null, created_at datetimeoffset(6) not null,
            ended_at datetimeoffset(6) null, outcome smallint null, result nvarchar(max) null, error_type nvarchar(max) null,
            error_message nvarchar(max) null, worker nvarchar(max) null, took_us bigint null, primary key (run_id, seq, attempt));
        begin transaction;
        insert into @due (run_id, seq, attempt, due_at)
        select top (@max) d.run_id, d.seq, d.attempt, d.due_at from dispatch d with ({Words.Claim})
        where d.ended_at is null and d.due_at is not null and d.due_at <= @now and d.phase in (1, 2, 3, 4, 6)
        order by d.due_at;
        update dispatch set due_at = @until, phase = case when dispatch.phase in (2, 3) then 1 else dispatch.phase end
        output
            inserted.run_id, inserted.seq, inserted.attempt, inserted.nonce, inserted.kind, inserted.step, inserted.input, inserted.arrival,
            inserted.state_version, inserted.queue, inserted.join_first, inserted.join_count, inserted.child_run_id, inserted.request, inserted.failures,
            inserted.lost, inserted.phase, inserted.due_at, inserted.owner, inserted.created_at, inserted.ended_at, inserted.outcome,
            inserted.result, inserted.error_type, inserted.error_message, inserted.worker, inserted.took_us
        into @taken (
            run_id, seq, attempt, nonce, kind, step, input, arrival, state_version, queue, join_first, join_count, child_run_id, request, failures,
            lost, phase, due_at, owner, created_at, ended_at, outcome, result, error_type, error_message, worker, took_us)
        from @due t, dispatch with ({Words.Write}, {Words.ByKey})
        where dispatch.run_id = t.run_id and dispatch.seq = t.seq and dispatch.attempt = t.attempt
            and dispatch.ended_at is null and dispatch.due_at <= @now and dispatch.phase in (1, 2, 3, 4, 6)
        {Words.InOrder};
        commit transaction;
        select {RunColumns.All}, {DispatchColumns.All}
        from @taken d
        join @due t on t.run_id = d.run_id and t.seq = d.seq and t.attempt = d.attempt
        join run r with ({Words.Seek}) on r.id = d.run_id
        order by t.due_at;
        """;

    /// <summary>By ix_run_wake.</summary>
    public const string TakeRuns = $"""
        {Words.Begin}
        declare @due table (id uniqueidentifier not null primary key, due_at datetimeoffset(6) not null);
        declare @taken table (id uniqueidentifier not null primary key);
        begin transaction;
        insert into @due (id, due_at)
        select top (@max) r.id, r.wake_at from run r with ({Words.Claim})
        where r.wake_at is not null and r.wake_at <= @now and r.state <= 4 and (r.wake_claim is null or r.wake_claim <= @now)
        order by r.wake_at;
        {ClaimRuns}
        """;

    /// <summary>
    /// By ix_run_queued, agent by agent, so that no more rows are locked than may be taken; then the oldest of all. The locks of the first
    /// statement are kept for the second, in one transaction.
    /// </summary>
    public static readonly string TakeQueued = $"""
        {Words.Begin}
        declare @due table (id uniqueidentifier not null primary key, due_at datetimeoffset(6) not null);
        declare @taken table (id uniqueidentifier not null primary key);
        begin transaction;
        insert into @due (id, due_at)
        select top (@max) q.id, q.created_at
        from openjson(@agents) with ({SmallRows.Agents.With}) a
        cross apply (
            select top (@max) r.id, r.created_at from run r with ({Words.Claim})
            where r.state = 1 and r.agent = a.agent {Words.AsKey} and (r.wake_claim is null or r.wake_claim <= @now)
            order by r.created_at
        ) q
        order by q.created_at
        option (loop join, maxdop 1);
        {ClaimRuns}
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
        declare @page table (run_id uniqueidentifier not null, seq int not null, attempt int not null, primary key (run_id, seq, attempt));
        begin transaction;
        insert into @page (run_id, seq, attempt)
        select top (@max) d.run_id, d.seq, d.attempt
        from openjson(@queues) with ({SmallRows.Queues.With}) q
        join dispatch d with ({Words.Claim}) on d.queue = q.queue {Words.AsKey}
        where d.ended_at is null and d.phase = 3
        option (loop join, maxdop 1);
        update d set phase = 1, due_at = @now
        from @page t
        join dispatch d with ({Words.Write}, {Words.ByKey}) on d.run_id = t.run_id and d.seq = t.seq and d.attempt = t.attempt
        where d.ended_at is null and d.phase = 3
        {Words.InOrder};
        select @@rowcount;
        commit transaction;
        """;

    /// <summary>By ix_outbox_due, a page at a time; what was due before is not touched.</summary>
    public const string ResendOutbox = $"""
        {Words.Begin}
        declare @page table (id uniqueidentifier not null primary key);
        begin transaction;
        insert into @page (id)
        select top (@max) o.id from outbox o with (updlock, rowlock) where o.due_at > @now order by o.due_at;
        update o set due_at = @now
        from @page t
        join outbox o with ({Words.Write}) on o.id = t.id
        where o.due_at > @now
        {Words.InOrder};
        select @@rowcount;
        commit transaction;
        """;

    /// <summary>
    /// The one that waits, because a row that was passed over would be found only at its queue-wait limit. It locks in the order of the key,
    /// by ux_dispatch_open, as a commit does, a page at a time; answers the page's last key and its size.
    /// </summary>
    public const string ResendDispatches = $"""
        {Words.Begin}
        declare @page table (run_id uniqueidentifier not null, seq int not null, attempt int not null, primary key (run_id, seq, attempt));
        begin transaction;
        insert into @page (run_id, seq, attempt)
        select top (@max) d.run_id, d.seq, d.attempt from dispatch d with (updlock, rowlock)
        where d.ended_at is null and d.phase in (2, 3) and d.run_id >= @run_id and (d.run_id > @run_id or d.seq > @seq)
        order by d.run_id, d.seq;
        update d set phase = 1, due_at = @now
        from @page t
        join dispatch d with ({Words.Write}, {Words.ByKey}) on d.run_id = t.run_id and d.seq = t.seq and d.attempt = t.attempt
        where d.ended_at is null and d.phase in (2, 3)
        {Words.InOrder};
        commit transaction;
        select top (1) t.run_id, t.seq, count(*) over () from @page t order by t.run_id desc, t.seq desc;
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

    private const string ClaimRuns = $"""
        update run set wake_claim = @until
        output inserted.id into @taken (id)
        from @due t, run with ({Words.Write})
        where run.id = t.id and (run.wake_claim is null or run.wake_claim <= @now)
        {Words.InOrder};
        commit transaction;
        select r.id from @taken r join @due t on t.id = r.id order by t.due_at;
        """;

    private static string OfAttempts => $"""
        from openjson(@attempts) with ({DispatchRows.Attempts.With}) t
        join dispatch d with ({Words.Claim}, forceseek, {Words.ByKey}) on d.run_id = t.run_id and d.seq = t.seq and d.attempt = t.attempt
        """;
}
