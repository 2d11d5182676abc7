namespace QueueAgents.Persistence.PostgreSql.Sql;

/// <summary>
/// Reads for a batch of messages. The statements do not share a snapshot: the run comes first, so whatever is committed between it and
/// its rows has raised the version, and the commit that builds on them is refused.
/// A lateral subquery with a limit or offset is looked up row by row: the planner cannot turn it around into reading all open rows.
/// </summary>
internal static class LoadSql
{
    public const string Runs = $"select {RunSql.Columns} from run r where r.id = any($1)";

    public const string KeptSignals = $"select {Signal} from signal s where s.run_id = any($1) and s.taken_at is null order by s.run_id, s.no";

    public const string SignalsByKey = $"""
        select {Signal}
        from unnest($1, $2) as q (run_id, client_key)
        join signal s on s.run_id = q.run_id and s.client_key = q.client_key and s.taken_at is not null
        """;

    public const string OpenOfSteps = $"""
        select {DispatchSql.Columns}
        from unnest($1, $2) as q (run_id, seq)
        cross join lateral (select * from dispatch x where x.run_id = q.run_id and x.seq = q.seq and x.ended_at is null limit 1) d
        """;

    public const string Attempts = $"""
        select {DispatchSql.Columns}
        from unnest($1, $2, $3) as q (run_id, seq, attempt)
        cross join lateral (select * from dispatch x where x.run_id = q.run_id and x.seq = q.seq and x.attempt = q.attempt limit 1) d
        """;

    public const string NotReleased = $"""
        select {DispatchSql.Columns}
        from unnest($1, $2) as q (run_id, releases)
        join run r on r.id = q.run_id
        cross join lateral (
            select * from dispatch x
            where x.run_id = r.id and x.seq >= r.group_next and x.seq < r.group_first + r.group_count and x.ended_at is null
            order by x.seq
            limit q.releases
        ) d
        """;

    public const string OpenOfGroup = $"""
        select {DispatchSql.Columns}
        from run r
        cross join lateral (
            select * from dispatch x
            where x.run_id = r.id and x.seq >= r.group_first and x.seq < r.group_first + r.group_count and x.ended_at is null
            offset 0
        ) d
        where r.id = any($1)
        """;

    public const string UnfinishedOfGroup = $"""
        select {DispatchSql.Columns}
        from run r
        cross join lateral (
            select distinct on (x.seq) x.* from dispatch x
            where x.run_id = r.id and x.seq >= r.group_first and x.seq < r.group_first + r.group_count
            order by x.seq, x.attempt desc
        ) d
        where r.id = any($1) and d.outcome is distinct from 1
        """;

    public const string Payloads = """
        select p.run_id, p.seq, p.attempt, p.kind, p.piece_offset, p.total, p.bytes
        from unnest($1, $2, $3) as q (run_id, seq, attempt)
        join payload p on p.run_id = q.run_id and p.seq = q.seq and p.attempt = q.attempt
        order by p.run_id, p.seq, p.attempt, p.kind, p.piece_offset
        """;

    public const string Committed = """
        select t.run_id, t.command_id
        from unnest($1, $2) as q (run_id, command_id)
        join transition t on t.run_id = q.run_id and t.command_id = q.command_id
        """;

    public const string ByKey = "select r.id from run r where r.tenant = $1 and r.agent = $2 and r.key = $3";

    private const string Signal = "s.run_id, s.no, s.name, s.client_key, s.body, s.at, s.taken_at";
}
