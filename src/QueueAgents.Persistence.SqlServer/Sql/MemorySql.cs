using QueueAgents.Persistence.SqlServer.Rows;

namespace QueueAgents.Persistence.SqlServer.Sql;

/// <summary>
/// Entries of memory. Lock order: those that exist, in the order of their key, before any run; see <see cref="RunWrites"/>. An entry that does
/// not exist cannot be locked: whoever inserts it second fails on pk_memory, and the command runs again and sees it. // R2
/// </summary>
internal static class MemorySql
{
    /// <summary>@stale: the runs of which an entry has not the version it was decided on. Nothing of them is written.</summary>
    public const string DeclareStale = "declare @stale table (id uniqueidentifier not null);";

    /// <summary>
    /// Before <see cref="RunWrites.UpdateThoseThatRemember"/>; the locks keep it true. They are taken by writing what is there already, which
    /// waits for a rival also on a server that does not heed hints; what is read after that is what the rival has left.
    /// </summary>
    public static readonly string FindStale = $"""
        update m set seq = m.seq
        from openjson(@expected_memory) with ({MemoryRows.Ids.With}) t
        join memory m with ({Words.Write}) on {Same}
        {Words.InOrder};
        insert into @stale (id)
        select t.run_id
        from openjson(@expected_memory) with ({MemoryRows.Expected.With}) t
        left join memory m with ({Words.Write}) on {Same}
        where coalesce(m.version, 0) <> t.expected_version
        {Words.InOrder};
        """;

    public static readonly string Delete = $"""
        delete m
        from openjson(@forgotten) with ({MemoryRows.Ids.With}) t
        join @written w on w.id = t.run_id
        join memory m with ({Words.Write}) on {Same}
        {Words.InOrder};
        """;

    public static readonly string Write = $"""
        update m set version = t.version, value = t.value, expires_at = t.expires_at, run_id = t.run_id, seq = t.seq, updated_at = t.updated_at
        from openjson(@memory) with ({MemoryRows.Entries.With}) t
        join @written w on w.id = t.run_id
        join memory m with ({Words.Write}) on {Same}
        {Words.InOrder};
        insert into memory ({MemoryRows.Entries.Names})
        select {MemoryRows.Entries.Of("t")} from openjson(@memory) with ({MemoryRows.Entries.With}) t
        join @written w on w.id = t.run_id
        where not exists (select 1 from memory m with ({Words.Seek}) where {Same})
        {Words.InOrder};
        """;

    /// <summary>What is known of the entries a run may write, there or not. Tenant and agent are the run's.</summary>
    public static readonly string Load = $"""
        select q.run_id, q.shared, q.subject, q.[key], m.version, m.expires_at, n.entries
        from openjson(@memory) with ({MemoryRows.Places.With}) q
        join run r with ({Words.Seek}) on r.id = q.run_id
        cross apply (
            select count(*) as entries from memory x with ({Words.Seek})
            where x.tenant = r.tenant and x.agent = case when q.shared = cast(1 as bit) then cast(N'' as nvarchar(65)) else r.agent end and x.subject = q.subject {Words.AsKey}
        ) n
        left join memory m with ({Words.Seek})
            on m.tenant = r.tenant and m.agent = case when q.shared = cast(1 as bit) then cast(N'' as nvarchar(65)) else r.agent end
                and m.subject = q.subject {Words.AsKey} and m.[key] = q.[key] {Words.AsKey}
        {Words.InOrder};
        """;

    /// <summary>The entry, and whether the caller may ask.</summary>
    public const string Read = $"""
        select m.value, m.version, m.expires_at
        from dispatch d with ({Words.Seek})
        join run r with ({Words.Seek}) on r.id = d.run_id
        join memory m with ({Words.Seek})
            on m.tenant = r.tenant and m.agent = case when @shared = 1 then cast(N'' as nvarchar(65)) else r.agent end and m.subject = @subject and m.[key] = @key
        where {DoorSql.OpenAttempt} and (m.expires_at is null or m.expires_at > @now);
        {DoorSql.IsOpen}
        """;

    /// <summary>A pattern and not a range: in a pattern blanks at the end count.</summary>
    public const string List = $"""
        select top (@max) m.[key], m.version, m.expires_at
        from dispatch d with ({Words.Seek})
        join run r with ({Words.Seek}) on r.id = d.run_id
        join memory m with ({Words.Seek})
            on m.tenant = r.tenant and m.agent = case when @shared = 1 then cast(N'' as nvarchar(65)) else r.agent end and m.subject = @subject and m.[key] > @after
        where {DoorSql.OpenAttempt} and (m.expires_at is null or m.expires_at > @now)
            and cast(m.[key] as nvarchar(129)) like @pattern escape N'\'
        order by m.[key];
        {DoorSql.IsOpen}
        """;

    /// <summary>By ix_memory_expires. What a commit holds is passed over: it is being written anew.</summary>
    public const string Forget = $"""
        {Words.Begin}
        delete top (@max) from memory with ({Words.Claim}) where expires_at is not null and expires_at <= @now;
        select @@rowcount;
        """;

    private const string Same = $"""
        m.tenant = t.tenant {Words.AsKey} and m.agent = t.agent {Words.AsKey} and m.subject = t.subject {Words.AsKey} and m.[key] = t.[key] {Words.AsKey}
        """;
}
