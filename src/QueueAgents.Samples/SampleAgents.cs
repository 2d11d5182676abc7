using QueueAgents.Samples.DocsAudit;
using QueueAgents.Samples.Refunds;
using QueueAgents.Samples.Research;
using QueueAgents.Worker;

namespace QueueAgents.Samples;

/// <summary>All agents of this library.</summary>
public static class SampleAgents
{
    /// <summary>Lets a worker serve them.</summary>
    public static WorkerBuilder AddSamples(this WorkerBuilder worker)
    {
        ArgumentNullException.ThrowIfNull(worker);
        return worker.Add<DocsAuditAgent>(DocsAuditAgent.Name).AddRefunds().AddResearch();
    }
}
