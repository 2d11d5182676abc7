using QueueAgents.Persistence.SqlServer.Rows;

namespace QueueAgents.Persistence.SqlServer.Sql;

/// <summary>
/// Attempts in a commit: closed first, opened last, because a step has one open attempt at every moment. // R3
/// Lock order: as <see cref="RunWrites"/> says; dispatch by pk_dispatch, then payload by pk_payload.
/// </summary>
internal static class DispatchWrites
{
    public static readonly string Update = $"""
        update d set
            request = t.request, phase = t.phase, due_at = t.due_at, owner = t.owner, ended_at = t.ended_at, outcome = t.outcome, result = t.result,
            error_type = t.error_type, error_message = t.error_message, worker = t.worker, took_us = t.took_us
        from openjson(@changed_rows) with ({DispatchRows.Changed.With}) t
        join @written w on w.id = t.run_id
        join dispatch d with ({Words.Write}, {Words.ByKey}) on d.run_id = t.run_id and d.seq = t.seq and d.attempt = t.attempt
        where d.outcome is null                                               -- R3
        {Words.InOrder};
        """;

    /// <summary>
    /// Runs before <see cref="Insert"/>, so that the new rows stay open. @ended: what it closes, for its documents at the door; nobody else
    /// closes an attempt of a run that this transaction has written. A page at a time: at 5,000 rows one statement would take the whole
    /// table, which no claim can pass over.
    /// </summary>
    public static readonly string Supersede = $"""
        declare @ended table (
            place bigint not null, run_id uniqueidentifier not null, seq int not null, attempt int not null, at datetimeoffset(6) not null,
            primary key (run_id, seq, attempt));
        insert into @ended (place, run_id, seq, attempt, at)
        select row_number() over (order by d.run_id, d.seq, d.attempt), d.run_id, d.seq, d.attempt, t.at
        from openjson(@superseded) with ({DispatchRows.Superseded.With}) t
        join @written w on w.id = t.run_id
        join dispatch d with ({Words.Seek}) on d.run_id = t.run_id
        where d.ended_at is null and d.outcome is null
        {Words.InOrder};
        declare @page bigint = 0;
        while exists (select 1 from @ended e where e.place > @page)
        begin
        update d set ended_at = e.at, outcome = 4, due_at = null
        from @ended e
        join dispatch d with ({Words.Write}, {Words.ByKey}) on d.run_id = e.run_id and d.seq = e.seq and d.attempt = e.attempt
        where e.place > @page and e.place <= @page + 2000
        {Words.InOrder};
        delete p
        from @ended e
        join payload p with ({Words.Write}) on p.run_id = e.run_id and p.seq = e.seq and p.attempt = e.attempt
        where e.place > @page and e.place <= @page + 2000
        {Words.InOrder};
        set @page = @page + 2000;
        end;
        """;

    public static readonly string Insert = $"""
        insert into dispatch ({DispatchRows.New.Names})
        select {DispatchRows.New.Of("t")} from openjson(@new_rows) with ({DispatchRows.New.With}) t
        join @written w on w.id = t.run_id
        {Words.InOrder};
        """;

    public static readonly string DeletePayloads = $"""
        delete p
        from openjson(@spent) with ({DispatchRows.Attempts.With}) t
        join @written w on w.id = t.run_id
        join payload p with ({Words.Write}) on p.run_id = t.run_id and p.seq = t.seq and p.attempt = t.attempt
        {Words.InOrder};
        """;
}
