using System.Collections.Concurrent;
using MassTransit;
using QueueAgents.Contracts;

namespace QueueAgents.Worker;

/// <summary>The queues this worker takes steps from: which they are, whether all are being read, and how to stop reading them.</summary>
internal sealed class StepEndpoints : IReceiveEndpointObserver
{
    private readonly ConcurrentDictionary<Uri, IReceiveEndpoint> _ready = new();

    public StepEndpoints(AgentCatalogue agents) => Queues = [.. agents.All.SelectMany(agent => QueuesOf(agent.Definition))];

    /// <summary>Per agent one for each state version it reads, and the one of runs that are pinned to its own.</summary>
    public IReadOnlyList<string> Queues { get; }

    /// <summary>Raised when the last of them is being read: at start and after each reconnect.</summary>
    public event Action? AllReady;

    public async Task Stop(CancellationToken cancellationToken) => await Task.WhenAll(_ready.Values.Select(endpoint => endpoint.Stop(cancellationToken)));

    public Task Ready(ReceiveEndpointReady ready)
    {
        if (ready.IsStarted && _ready.TryAdd(ready.InputAddress, ready.ReceiveEndpoint) && _ready.Count == Queues.Count) AllReady?.Invoke();
        return Task.CompletedTask;
    }

    public Task Faulted(ReceiveEndpointFaulted faulted) => Gone(faulted);

    public Task Completed(ReceiveEndpointCompleted completed) => Gone(completed);

    public Task Stopping(ReceiveEndpointStopping stopping) => Task.CompletedTask;

    private Task Gone(ReceiveEndpointEvent gone)
    {
        _ready.TryRemove(gone.InputAddress, out _);
        return Task.CompletedTask;
    }

    private static IEnumerable<string> QueuesOf(QueueAgents.Agents.AgentDefinition agent)
        => Enumerable.Range(agent.States.ReadsFrom, agent.States.Version - agent.States.ReadsFrom + 1)
            .Select(version => Contracts.Queues.Step(agent.Name, version))
            .Append(Contracts.Queues.Step(agent.Name, agent.States.Version, pinned: true));
}
