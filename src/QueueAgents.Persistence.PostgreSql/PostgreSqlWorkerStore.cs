using Microsoft.EntityFrameworkCore;
using Npgsql;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence.Mapping;
using QueueAgents.Persistence.PostgreSql.Sql;
using QueueAgents.Persistence.PostgreSql.Wire;

namespace QueueAgents.Persistence.PostgreSql;

internal sealed class PostgreSqlWorkerStore(PostgreSqlSource hot, IDbContextFactory<FleetDb> databases) : IWorkerStore
{
    private readonly NpgsqlDataSource source = hot.Pool;

    public Task SaveHelloAsync(WorkerHello hello, DateTimeOffset now, CancellationToken ct)
        => source.ExecuteAsync(WorkerSql.Hello, p =>
        {
            p.Text(hello.Instance);
            p.Text(hello.Host);
            p.Text(Json.Of(hello.Agents).Text);
            p.Value(hello.Concurrency);
            p.Moment(now);
        }, ct);

    public async Task<bool> SaveBeatAsync(string instance, int inFlight, DateTimeOffset now, CancellationToken ct)
        => await source.ExecuteAsync(WorkerSql.Beat, p =>
        {
            p.Text(instance);
            p.Value(inFlight);
            p.Moment(now);
        }, ct) == 1;

    public Task RemoveAsync(string instance, CancellationToken ct)
        => source.ExecuteAsync(WorkerSql.Remove, p => p.Text(instance), ct);

    public Task<int> RemoveSilentAsync(DateTimeOffset before, CancellationToken ct)
        => source.ExecuteAsync(WorkerSql.RemoveSilent, p => p.Moment(before), ct);

    public async Task<IReadOnlyList<WorkerRow>> ListAsync(CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var workers = await db.Workers.AsNoTracking().OrderBy(w => w.Instance).ToListAsync(ct);
        return [.. workers.Select(w => w.ToRow())];
    }
}
