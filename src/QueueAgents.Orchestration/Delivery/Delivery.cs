using System.Diagnostics;
using QueueAgents.Contracts;
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

    /// <summary>True for a submission, until its run was found to be there or nothing came of it: deciding it takes no more than that its run is new.</summary>
    public abstract bool Begins { get; }

    /// <summary>What it was decided on without reading may be wrong: it is decided on the rows.</summary>
    public void Doubt() => Doubted = true;

    protected bool Doubted { get; private set; }

    /// <summary>True for the whole outcome of this very attempt: deciding it takes the run and this row and nothing else.</summary>
    public abstract bool Answers(Dispatch row);

    public abstract Task<Decision> RaiseAsync(RunMachine machine, Chain chain, Moment moment);

    /// <summary>What came of it cannot be stored: from now on it only parks its run. False where it must be told to its sender instead.</summary>
    public abstract bool Refuse(Exception thrown);

    public void Settle(Decision decision) => settled.TrySetResult(decision);
    public void Fault(Exception thrown) => settled.TrySetException(thrown);
}

internal sealed class Delivery<T>(Guid runId, T message, Cause cause, int bytes) : Delivery(runId, cause, bytes) where T : class
{
    private Exception? refused;

    public override LoadRequest Need(LoadRequest request) => Needs.Of(message, Cause, request);

    public override bool Begins => !Doubted && message is (SubmitRun or SubmitChild);

    public override bool Answers(Dispatch row) => refused is null && message switch
    {
        StepCompleted m => !m.StateByDoor && !m.NextByDoor && !m.ItemsByDoor && m.Memory is { Count: 0 } && Is(m.Seq, m.Attempt, m.Nonce, row),
        StepFailed m => Is(m.Seq, m.Attempt, m.Nonce, row),
        _ => false,
    };

    public override Task<Decision> RaiseAsync(RunMachine machine, Chain chain, Moment moment)
        => refused is null ? machine.RaiseAsync(chain, message, Cause, moment) : Task.FromResult(chain.Park(refused, typeof(T).Name, Cause, moment));

    /// <summary>Nobody sits behind an outcome or a timer who could do something else; behind a command or a submission somebody does.</summary>
    public override bool Refuse(Exception thrown)
    {
        if (refused is not null || message is not (StepCompleted or StepFailed or StepLost or ChildEnded or RequestExpired or RunDue or AgentServed)) return false;
        refused = thrown;
        return true;
    }

    private static bool Is(int seq, int attempt, Guid nonce, Dispatch row) => row.Seq == seq && row.Attempt == attempt && row.Nonce == nonce;
}
