namespace QueueAgents.Persistence.PostgreSql.Sql;

internal static class WorkerSql
{
    public const string Hello = """
        insert into worker (instance, host, agents, concurrency, in_flight, started_at, seen_at)
        values ($1, $2, $3, $4, 0, $5, $5)
        on conflict (instance) do update set
            host = excluded.host, agents = excluded.agents, concurrency = excluded.concurrency, seen_at = excluded.seen_at
        """;

    public const string Beat = "update worker set in_flight = $2, seen_at = $3 where instance = $1";

    public const string Remove = "delete from worker where instance = $1";

    public const string RemoveSilent = "delete from worker where seen_at < $1";
}
