namespace QueueAgents.Persistence.Sqlite.Sql;

/// <summary>Entries of memory. The one writer that looks at their versions is also the one that changes them. // R2</summary>
internal static class MemorySql
{
    public const string State = "select version, expires_at from memory where tenant = $1 and agent = $2 and subject = $3 and key = $4";

    public const string Count = "select count(*) from memory where tenant = $1 and agent = $2 and subject = $3";

    public const string Delete = "delete from memory where tenant = $1 and agent = $2 and subject = $3 and key = $4";

    public const string Write = """
        insert into memory (tenant, agent, subject, key, version, value, expires_at, run_id, seq, updated_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        on conflict (tenant, agent, subject, key) do update set
            version = excluded.version, value = excluded.value, expires_at = excluded.expires_at, run_id = excluded.run_id, seq = excluded.seq,
            updated_at = excluded.updated_at
        """;

    /// <summary>Tenant and agent are the run's.</summary>
    public const string Read = """
        select m.value, m.version, m.expires_at
        from run r join memory m on m.tenant = r.tenant and m.agent = case when $2 then '' else r.agent end and m.subject = $3 and m.key = $4
        where r.id = $1 and (m.expires_at is null or m.expires_at > $5)
        """;

    public const string List = """
        select m.key, m.version, m.expires_at
        from run r join memory m on m.tenant = r.tenant and m.agent = case when $2 then '' else r.agent end and m.subject = $3 and m.key >= $4 and m.key > $5
        where r.id = $1 and substr(m.key, 1, length($4)) = $4 and (m.expires_at is null or m.expires_at > $6)
        order by m.key limit $7
        """;

    public const string Forget = """
        delete from memory where rowid in (select rowid from memory where expires_at is not null and expires_at <= $1 order by expires_at limit $2)
        """;
}
