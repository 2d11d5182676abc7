using QueueAgents.Persistence.SqlServer.Rows;

namespace QueueAgents.Persistence.SqlServer.Sql;

/// <summary>
/// Reads for a batch of messages, sent as one command. The statements do not share a snapshot: the run comes first, so whatever is committed
/// between it and its rows has raised the version, and the commit that builds on them is refused. That holds with and without
/// READ_COMMITTED_SNAPSHOT; without it a read waits for a commit that holds the row.
/// </summary>
internal static class LoadSql
{
    public static readonly string Runs = $"""
        select {RunColumns.All}
        from openjson(@runs) with ({SmallRows.Ids.With}) q
        join run r with ({Words.Seek}) on r.id = q.id
        {Words.InOrder};
        """;

    /// <summary>By ix_signal_kept, which is nearly always empty; the literal lets the filter be recognised.</summary>
    public static readonly string KeptSignals = $"""
        select {Signal}
        from openjson(@runs) with ({SmallRows.Ids.With}) q
        join signal s with ({Words.Seek}) on s.run_id = q.id
        where s.taken_at is null
        {Words.InOrder};
        """;

    public static readonly string SignalsByKey = $"""
        select {Signal}
        from openjson(@signal_keys) with ({SmallRows.SignalKeys.With}) q
        join signal s with ({Words.Seek}) on s.run_id = q.run_id and s.client_key = q.client_key {Words.AsKey}
        where s.taken_at is not null
        {Words.InOrder};
        """;

    /// <summary>By ux_dispatch_open or pk_dispatch.</summary>
    public static readonly string OpenOfSteps = $"""
        select {DispatchColumns.All}
        from openjson(@steps) with ({SmallRows.Steps.With}) q
        join dispatch d with ({Words.Seek}) on d.run_id = q.run_id and d.seq = q.seq
        where d.ended_at is null
        {Words.InOrder};
        """;

    /// <summary>By pk_dispatch.</summary>
    public static readonly string Attempts = $"""
        select {DispatchColumns.All}
        from openjson(@attempts) with ({DispatchRows.Attempts.With}) q
        join dispatch d with ({Words.Seek}, {Words.ByKey}) on d.run_id = q.run_id and d.seq = q.seq and d.attempt = q.attempt
        {Words.InOrder};
        """;

    /// <summary>@most is the most any run of the batch releases: a constant, so that no more than that is read of a large fan-out.</summary>
    public static readonly string NotReleased = $"""
        select {DispatchColumns.All}
        from openjson(@releases) with ({SmallRows.Releases.With}) q
        join run r with ({Words.Seek}) on r.id = q.run_id
        cross apply (
            select top (@most) x.*, row_number() over (order by x.seq) as place
            from dispatch x with ({Words.Seek})
            where x.run_id = r.id and x.seq >= r.group_next and x.seq < r.group_first + r.group_count and x.ended_at is null
            order by x.seq
        ) d
        where d.place <= q.releases
        {Words.InOrder};
        """;

    public static readonly string OpenOfGroup = $"""
        select {DispatchColumns.All}
        from openjson(@open) with ({SmallRows.Ids.With}) q
        join run r with ({Words.Seek}) on r.id = q.id
        join dispatch d with ({Words.Seek}) on d.run_id = r.id and d.seq >= r.group_first and d.seq < r.group_first + r.group_count
        where d.ended_at is null
        {Words.InOrder};
        """;

    public static readonly string UnfinishedOfGroup = $"""
        select {DispatchColumns.All}
        from openjson(@unfinished) with ({SmallRows.Ids.With}) q
        join run r with ({Words.Seek}) on r.id = q.id
        join dispatch d with ({Words.Seek}) on d.run_id = r.id and d.seq >= r.group_first and d.seq < r.group_first + r.group_count
        where (d.outcome is null or d.outcome <> 1)
            and not exists (select 1 from dispatch later with ({Words.Seek}) where later.run_id = d.run_id and later.seq = d.seq and later.attempt > d.attempt)
        {Words.InOrder};
        """;

    public static readonly string Payloads = $"""
        select p.run_id, p.seq, p.attempt, p.kind, p.piece_offset, p.total, p.bytes
        from openjson(@payloads) with ({DispatchRows.Attempts.With}) q
        join payload p with ({Words.Seek}) on p.run_id = q.run_id and p.seq = q.seq and p.attempt = q.attempt
        {Words.InOrder};
        """;

    /// <summary>By ux_transition_command.</summary>
    public static readonly string Committed = $"""
        select t.run_id, t.command_id
        from openjson(@causes) with ({SmallRows.Causes.With}) q
        join transition t with ({Words.Seek}) on t.run_id = q.run_id and t.command_id = q.command_id
        {Words.InOrder};
        """;

    /// <summary>By ux_run_key; "is not null" follows from the equation, and is said so that its filter is recognised.</summary>
    public const string ByKey = """
        select r.id from run r where r.tenant = @tenant and r.agent = @agent and r.[key] = @key and r.[key] is not null
        """;

    private const string Signal = "s.run_id, s.no, s.name, s.client_key, s.body, s.at, s.taken_at";
}
