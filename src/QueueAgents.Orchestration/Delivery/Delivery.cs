using System.Diagnostics;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;

namespace QueueAgents.Orchestration.Delivery;

/// <summary>One message on its way into one run, and whoever waits for what becomes of it.</summary>
internal abstract class Delivery(Guid runId, Cause cause, int bytes)
{
    private readonly TaskCompletionSource<Decision> settled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Guid RunId => runId;
    public Cause Cause => cause;
    /// <summary>About how much of a batch it takes.</summary>
    public int Bytes => bytes;
    /// <summary>How often its run had changed under it.</summary>
    public int Conflicts { get; set; }
    /// <summary>Ends when the decision is committed, or when nothing had to be.</summary>
    public Task<Decision> Settled => settled.Task;
    public long QueuedAt { get; } = Stopwatch.GetTimestamp();

    public abstract LoadRequest Need(LoadRequest request);
    public abstract Task<Decision> RaiseAsync(RunMachine machine, Chain chain, Moment moment);

    public void Settle(Decision decision) => settled.TrySetResult(decision);
    public void Fault(Exception thrown) => settled.TrySetException(thrown);
}

internal sealed class Delivery<T>(Guid runId, T message, Cause cause, int bytes) : Delivery(runId, cause, bytes) where T : class
{
    public override LoadRequest Need(LoadRequest request) => Needs.Of(message, Cause, request);

    public override Task<Decision> RaiseAsync(RunMachine machine, Chain chain, Moment moment) => machine.RaiseAsync(chain, message, Cause, moment);
}
