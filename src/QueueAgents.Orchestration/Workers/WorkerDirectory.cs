using Microsoft.Extensions.Logging;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Delivery;
using QueueAgents.Orchestration.Store;
using QueueAgents.Orchestration.Telemetry;

namespace QueueAgents.Orchestration.Workers;

/// <summary>Who serves what, as the workers themselves say. Kept in rows, so that every server knows; read from memory on the step path.</summary>
internal sealed class WorkerDirectory(IWorkerStore store, IDueStore due, FleetClock clock, ILogger<WorkerDirectory> log)
{
    /// <summary>A worker that has not beaten for so long is gone.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    private volatile IReadOnlyDictionary<string, int> served = new Dictionary<string, int>();

    /// <summary>The newest state version somebody serves the agent at; null where nobody does.</summary>
    public int? Served(string agent) => served.TryGetValue(agent, out var version) ? version : null;

    public IReadOnlyList<string> Agents => [.. served.Keys];

    /// <summary>A worker announces itself. Steps that found no queue before are due again.</summary>
    public async Task HelloAsync(WorkerHello hello, CancellationToken ct)
    {
        log.WorkerSeen(hello.Instance, string.Join(", ", hello.Agents.Select(a => $"{a.Name} v{a.StateVersion}")));
        await store.SaveHelloAsync(hello, clock.Now, ct);
        await RefreshAsync(ct);
        await due.ServeQueuesAsync([.. hello.Agents.SelectMany(QueuesOf)], clock.Now, ct);
    }

    /// <summary>False where we do not know this worker: it must say hello again.</summary>
    public Task<bool> BeatAsync(WorkerBeat beat, CancellationToken ct) => store.SaveBeatAsync(beat.Instance, beat.InFlight, clock.Now, ct);

    public async Task GoodbyeAsync(string instance, CancellationToken ct)
    {
        log.WorkerGone(instance);
        await store.RemoveAsync(instance, ct);
        await RefreshAsync(ct);
    }

    public async Task RefreshAsync(CancellationToken ct)
    {
        await store.RemoveSilentAsync(clock.Now - Silence, ct);
        var rows = await store.ListAsync(ct);
        served = rows.SelectMany(r => r.Hello.Agents).GroupBy(a => a.Name).ToDictionary(g => g.Key, g => g.Max(a => a.StateVersion));
    }

    private static IEnumerable<string> QueuesOf(ServedAgent agent)
        => Enumerable.Range(agent.ReadsFrom, agent.StateVersion - agent.ReadsFrom + 1)
            .Select(version => Queues.Step(agent.Name, version))
            .Append(Queues.Step(agent.Name, agent.StateVersion, pinned: true));
}
