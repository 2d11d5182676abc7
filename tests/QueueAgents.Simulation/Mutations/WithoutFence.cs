using QueueAgents.Contracts;
using QueueAgents.Orchestration.Delivery;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Simulation.Store;

namespace QueueAgents.Simulation.Mutations;

/// <summary>Outcomes are made to fit what is open: the step's number is not looked at, or not its attempt and nonce.</summary>
internal sealed class WithoutFence(IDeliverer inner, MemoryStore store, bool bySeq) : IDeliverer
{
    public Task<Decision> DeliverAsync<T>(Guid runId, T message, Cause cause, CancellationToken ct, int bytes = 1024) where T : class => message switch
    {
        StepCompleted m when Open(runId, m.Seq, m.Attempt) is { } row
            => inner.DeliverAsync(runId, m with { Seq = row.Seq, Attempt = row.Attempt, Nonce = row.Nonce, GivenVersion = row.StateVersion }, cause, ct, bytes),
        StepFailed m when Open(runId, m.Seq, m.Attempt) is { } row
            => inner.DeliverAsync(runId, m with { Seq = row.Seq, Attempt = row.Attempt, Nonce = row.Nonce, GivenVersion = row.StateVersion }, cause, ct, bytes),
        _ => inner.DeliverAsync(runId, message, cause, ct, bytes),
    };

    private Dispatch? Open(Guid runId, int seq, int attempt)
        => store[runId]?.OpenRows.FirstOrDefault(r => r.Kind != StepKind.Child && (bySeq ? r.Attempt == attempt : r.Seq == seq));
}
