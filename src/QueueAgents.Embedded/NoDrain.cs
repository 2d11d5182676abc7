using QueueAgents.Orchestration.Store;
using QueueAgents.Orchestration.Workers;

namespace QueueAgents.Embedded;

/// <summary>Here the worker is part of the process it would have to leave.</summary>
internal sealed class NoDrain(IWorkerStore workers) : IWorkerDrain
{
    public async Task<WorkerRow?> AskAsync(string instance, string? by, CancellationToken ct)
        => (await workers.ListAsync(ct)).Any(row => row.Hello.Instance == instance)
            ? throw new DrainRefusedException("This worker and its server are one process: stop the process, and what is open goes on at its next start.")
            : null;
}
