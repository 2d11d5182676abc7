using QueueAgents.Contracts;
using QueueAgents.Transport;

namespace QueueAgents.Worker;

/// <summary>The queues this worker takes steps from: which they are, when all are being read, and how to stop reading them.</summary>
internal sealed class StepQueues : IReader
{
    private readonly ILane _lane;

    public StepQueues(AgentCatalogue agents, ILane lane, StepIntake intake, WorkerOptions options)
    {
        _lane = lane;
        Queues = QueuesOf(agents);
        // The limit itself is shared by all queues: see Slots.
        Readings = [.. Queues.Select(queue => new Reading(queue, (ushort)options.Concurrency, intake.Take))];
    }

    /// <summary>Per agent one for each state version it reads, and the one of runs that are pinned to its own.</summary>
    public IReadOnlyList<string> Queues { get; }

    public IReadOnlyList<Reading> Readings { get; }

    /// <summary>Raised when all of them are being read: at start and after each reconnect.</summary>
    public event Action? AllReady
    {
        add => _lane.Opened += value;
        remove => _lane.Opened -= value;
    }

    public Task Stop(CancellationToken cancellationToken) => _lane.StopReadingAsync(Queues, cancellationToken);

    public static IReadOnlyList<string> QueuesOf(AgentCatalogue agents) => [.. agents.All.SelectMany(agent => QueuesOf(agent.Definition))];

    private static IEnumerable<string> QueuesOf(QueueAgents.Agents.AgentDefinition agent)
        => Enumerable.Range(agent.States.ReadsFrom, agent.States.Version - agent.States.ReadsFrom + 1)
            .Select(version => Contracts.Queues.Step(agent.Name, version))
            .Append(Contracts.Queues.Step(agent.Name, agent.States.Version, pinned: true));
}
