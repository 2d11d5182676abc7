using QueueAgents.Contracts;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence.Sqlite.Wire;

namespace QueueAgents.Persistence.Sqlite;

internal sealed class SqliteWorkerStore(SqliteSource source) : IWorkerStore
{
    private const string Save = """
        insert into worker (instance, host, agents, concurrency, in_flight, started_at, seen_at) values ($1, $2, $3, $4, 0, $5, $5)
        on conflict (instance) do update set host = excluded.host, agents = excluded.agents, concurrency = excluded.concurrency, seen_at = excluded.seen_at
        """;

    private const string Beat = "update worker set in_flight = $2, seen_at = $3 where instance = $1";
    private const string Remove = "delete from worker where instance = $1";
    private const string RemoveSilent = "delete from worker where seen_at < $1";
    private const string All = "select instance, host, agents, concurrency, in_flight, started_at, seen_at from worker order by instance";

    public Task SaveHelloAsync(WorkerHello hello, DateTimeOffset now, CancellationToken ct)
        => source.WriteAsync(s => s.Execute(Save, hello.Instance, hello.Host, Json.Of(hello.Agents), hello.Concurrency, now), ct);

    public Task<bool> SaveBeatAsync(string instance, int inFlight, DateTimeOffset now, CancellationToken ct)
        => source.WriteAsync(s => s.Execute(Beat, instance, inFlight, now) == 1, ct);

    public Task RemoveAsync(string instance, CancellationToken ct) => source.WriteAsync(s => s.Execute(Remove, instance), ct);

    public Task<int> RemoveSilentAsync(DateTimeOffset before, CancellationToken ct) => source.WriteAsync(s => s.Execute(RemoveSilent, before), ct);

    public Task<IReadOnlyList<WorkerRow>> ListAsync(CancellationToken ct) => source.ReadAsync<IReadOnlyList<WorkerRow>>(s => s.Query(All, Read), ct);

    private static WorkerRow Read(Fields f) => new(
        new()
        {
            Instance = f.Text(),
            Host = f.Text(),
            Agents = f.Json().As<List<ServedAgent>>() ?? [],
            Concurrency = f.Int(),
        },
        f.Int(),
        f.Moment(),
        f.Moment());
}
