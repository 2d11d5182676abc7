using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence.Mapping;
using QueueAgents.Persistence.SqlServer.Sql;
using QueueAgents.Persistence.SqlServer.Wire;
using QueueAgents.Persistence.Tables;

namespace QueueAgents.Persistence.SqlServer;

internal sealed class SqlServerWorkerStore(SqlServerSource source, IDbContextFactory<FleetDb> databases) : IWorkerStore
{
    public Task SaveHelloAsync(WorkerHello hello, DateTimeOffset now, CancellationToken ct)
        => source.RunAsync(() => Commands.Of(WorkerSql.Hello, p => p
            .Key("@instance", Lengths.Instance, hello.Instance)
            .Text("@host", hello.Host)
            .Text("@agents", Json.Of(hello.Agents).Text)
            .Int("@concurrency", hello.Concurrency)
            .Moment("@now", now)), Nothing, ct);

    public async Task<bool> SaveBeatAsync(string instance, int inFlight, DateTimeOffset now, CancellationToken ct)
        => await source.CountAsync(() => Commands.Of(WorkerSql.Beat, p => p
            .Key("@instance", Lengths.Instance, instance)
            .Int("@in_flight", inFlight)
            .Moment("@now", now)), ct) == 1;

    public Task RemoveAsync(string instance, CancellationToken ct)
        => source.RunAsync(() => Commands.Of(WorkerSql.Remove, p => p.Key("@instance", Lengths.Instance, instance)), Nothing, ct);

    public Task<int> RemoveSilentAsync(DateTimeOffset before, CancellationToken ct)
        => source.CountAsync(() => Commands.Of(WorkerSql.RemoveSilent, p => p.Moment("@before", before)), ct);

    public async Task<IReadOnlyList<WorkerRow>> ListAsync(CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var workers = await db.Workers.AsNoTracking().OrderBy(w => w.Instance).ToListAsync(ct);
        return [.. workers.Select(w => w.ToRow())];
    }

    private static Task<bool> Nothing(SqlDataReader reader) => Task.FromResult(true);
}
