using QueueAgents.Contracts;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence.Entities;

namespace QueueAgents.Persistence.Mapping;

internal static class WorkerMapping
{
    public static WorkerRow ToRow(this WorkerEntity worker) => new(
        new()
        {
            Instance = worker.Instance,
            Host = worker.Host,
            Agents = new Json(worker.Agents).As<List<ServedAgent>>() ?? [],
            Concurrency = worker.Concurrency,
        },
        worker.InFlight,
        worker.StartedAt,
        worker.SeenAt);
}
