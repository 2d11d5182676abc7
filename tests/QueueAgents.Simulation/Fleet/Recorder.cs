using QueueAgents.Orchestration.Delivery;
using QueueAgents.Orchestration.Runs;

namespace QueueAgents.Simulation.Fleet;

/// <summary>Notes what is delivered to runs, and does what a test asks for instead.</summary>
internal sealed class Recorder(Func<object, Task>? instead = null) : IDeliverer
{
    public List<object> Delivered { get; } = [];

    public async Task<Decision> DeliverAsync<T>(Guid runId, T message, Cause cause, CancellationToken ct, int bytes = 1024) where T : class
    {
        Delivered.Add(message);
        if (instead is not null) await instead(message);
        return Decision.Ignore("recorded");
    }
}
