using QueueAgents.Contracts;

namespace QueueAgents.Orchestration.Store;

/// <summary>A row per worker instance.</summary>
internal interface IWorkerStore
{
    Task SaveHelloAsync(WorkerHello hello, DateTimeOffset now, CancellationToken ct);

    /// <summary>False where the instance is unknown: it must say hello again.</summary>
    Task<bool> SaveBeatAsync(string instance, int inFlight, DateTimeOffset now, CancellationToken ct);

    Task RemoveAsync(string instance, CancellationToken ct);

    /// <summary>Deletes instances not seen since <paramref name="before"/>.</summary>
    Task<int> RemoveSilentAsync(DateTimeOffset before, CancellationToken ct);

    Task<IReadOnlyList<WorkerRow>> ListAsync(CancellationToken ct);
}

internal sealed record WorkerRow(WorkerHello Hello, int InFlight, DateTimeOffset StartedAt, DateTimeOffset SeenAt);
