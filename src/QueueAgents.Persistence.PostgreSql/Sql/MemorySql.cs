using QueueAgents.Persistence.PostgreSql.Wire;

namespace QueueAgents.Persistence.PostgreSql.Sql;

/// <summary>
/// Entries of memory. Lock order: those that exist, in the order of their key, before any run; see <see cref="CommitSql"/>. An entry that does
/// not exist cannot be locked: whoever inserts it second fails on pk_memory, and decides again. // R2
/// </summary>
internal static class MemorySql
{
    public static readonly RowsStatement Lock = new("""
        select m.version from unnest($1, $2, $3, $4) as w (tenant, agent, subject, key)
        join memory m on m.tenant = w.tenant and m.agent = w.agent and m.subject = w.subject and m.key = w.key
        order by m.tenant, m.agent, m.subject, m.key
        for update of m
        """);

    public static readonly RowsStatement Delete = new($"""
        delete from memory m using unnest($1, $2, $3, $4, $5) as t (run_id, tenant, agent, subject, key) {CommitSql.OfMatchedRuns}
        where {Same}
        """);

    public static readonly RowsStatement Update = new($"""
        update memory m set version = t.version, value = t.value, expires_at = t.expires_at, run_id = t.run_id, seq = t.seq, updated_at = t.updated_at
        from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) as t (run_id, tenant, agent, subject, key, version, value, expires_at, seq, updated_at)
            {CommitSql.OfMatchedRuns}
        where {Same}
        """);

    public static readonly RowsStatement Insert = new($"""
        insert into memory (run_id, tenant, agent, subject, key, version, value, expires_at, seq, updated_at)
        select t.* from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) as t (run_id) {CommitSql.OfMatchedRuns}
        """);

    /// <summary>What is known of the entries a run may write, there or not. Tenant and agent are the run's.</summary>
    public const string Load = $"""
        select q.run_id, q.shared, q.subject, q.key, m.version, m.expires_at, n.entries
        from unnest($1, $2, $3, $4) as q (run_id, shared, subject, key)
        join run r on r.id = q.run_id
        cross join lateral (
            select count(*)::int as entries from memory x
            where x.tenant = r.tenant and x.agent = case when q.shared then '' else r.agent end and x.subject = q.subject
        ) n
        left join memory m on m.tenant = r.tenant and m.agent = case when q.shared then '' else r.agent end and m.subject = q.subject and m.key = q.key
        """;

    public const string Read = $"""
        select m.value, m.version, m.expires_at
        from dispatch d
        join run r on r.id = d.run_id
        join memory m on m.tenant = r.tenant and m.agent = case when $5 then '' else r.agent end and m.subject = $6 and m.key = $7
        where {DoorSql.OpenAttempt} and (m.expires_at is null or m.expires_at > $8)
        """;

    public const string List = $"""
        select m.key, m.version, m.expires_at
        from dispatch d
        join run r on r.id = d.run_id
        join memory m on m.tenant = r.tenant and m.agent = case when $5 then '' else r.agent end and m.subject = $6 and m.key >= $7 and m.key > $8
        where {DoorSql.OpenAttempt} and starts_with(m.key, $7) and (m.expires_at is null or m.expires_at > $9)
        order by m.key
        limit $10
        """;

    /// <summary>By ix_memory_expires, locked in the order of the key as in <see cref="DueSql"/>. What a commit holds is passed over: it is being written anew.</summary>
    public const string Forget = $"""
        with expired as (
            select tenant, agent, subject, key from memory where expires_at <= $1 order by expires_at limit $2
        ), t as (
            select m.* from (select * from expired order by tenant, agent, subject, key) t
            cross join lateral (
                select m.tenant, m.agent, m.subject, m.key from memory m where {Same} and coalesce(m.expires_at, 'infinity') <= $1 for update skip locked
            ) m
        )
        delete from memory m using t where {Same} and octet_length(t.key) {CommitSql.Few}
        """;

    private const string Same = "m.tenant = t.tenant and m.agent = t.agent and m.subject = t.subject and m.key = t.key";
}
