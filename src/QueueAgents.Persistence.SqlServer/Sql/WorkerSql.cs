namespace QueueAgents.Persistence.SqlServer.Sql;

/// <summary>One row per instance, by pk_worker. Of two first hellos at once the second fails on the key, runs again and updates.</summary>
internal static class WorkerSql
{
    public const string Hello = $"""
        {Words.Begin}
        begin transaction;
        update w set host = @host, agents = @agents, concurrency = @concurrency, seen_at = @now
        from worker w with ({Words.Write})
        where w.instance = @instance;
        if @@rowcount = 0
            insert into worker (instance, host, agents, concurrency, in_flight, started_at, seen_at)
            values (@instance, @host, @agents, @concurrency, 0, @now, @now);
        commit transaction;
        """;

    public const string Beat = $"""
        {Words.Begin}
        update w set in_flight = @in_flight, seen_at = @now from worker w with ({Words.Write}) where w.instance = @instance;
        select @@rowcount;
        """;

    public const string Remove = $"""
        {Words.Begin}
        delete w from worker w with ({Words.Write}) where w.instance = @instance;
        """;

    /// <summary>As many rows as there are workers.</summary>
    public const string RemoveSilent = $"""
        {Words.Begin}
        delete w from worker w with (rowlock) where w.seen_at < @before;
        select @@rowcount;
        """;
}
