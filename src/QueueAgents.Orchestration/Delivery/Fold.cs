using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Sending;
using QueueAgents.Orchestration.Store;

namespace QueueAgents.Orchestration.Delivery;

/// <summary>One run's part of a batch: its messages in order, the chain of decisions on them, and the one change that comes of it.</summary>
internal sealed class Fold(Guid runId, IReadOnlyList<Delivery> deliveries)
{
    private readonly List<Decision> decisions = [];
    private Chain? chain;

    public Guid RunId => runId;
    public IReadOnlyList<Delivery> Deliveries => deliveries;
    public Chain Chain => chain!;
    public RunChange? Change { get; private set; }

    /// <summary>Decided on what this server remembers and not on the rows: only a commit proves it right.</summary>
    public bool IsFromMemory { get; private set; }

    /// <summary>Decided as the submission of a run that nobody has looked for.</summary>
    public bool TakenForNew => IsFromMemory && Chain.Before.Version == 0;

    public Guid LastCommand => Chain.Transitions[^1].CommandId;

    public LoadRequest Need() => deliveries.Aggregate(new LoadRequest(runId), (request, delivery) => delivery.Need(request));

    public async Task DecideAsync(LoadedRun loaded, bool fromMemory, RunMachine machine, MomentSource moments)
    {
        IsFromMemory = fromMemory;
        chain = new Chain(runId, loaded);
        decisions.Clear();
        foreach (var delivery in deliveries)
            decisions.Add(await delivery.RaiseAsync(machine, chain, moments.For(delivery.Cause)));
        var trace = deliveries[^1].Cause.TraceParent;
        var dueAt = moments.SendBy;
        Change = chain.ToChange(message => OutboxMessages.Store(message, dueAt, trace));
    }

    public void Settle()
    {
        for (var i = 0; i < deliveries.Count; i++) deliveries[i].Settle(decisions[i]);
    }

    public void Settle(Decision decision)
    {
        foreach (var delivery in deliveries) delivery.Settle(decision);
    }
}
