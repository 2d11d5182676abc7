using QueueAgents.Contracts;
using QueueAgents.Orchestration.Store;

namespace QueueAgents.Http.Views;

/// <summary>An agent this program serves.</summary>
internal sealed record AgentView(string Name, int StateVersion, int ReadsFrom)
{
    public static AgentView Of(ServedAgent agent) => new(agent.Name, agent.StateVersion, agent.ReadsFrom);
}

/// <summary>A worker, as it has announced itself. One that drains serves nothing any more.</summary>
internal sealed record WorkerView(
    string Instance, string Host, IReadOnlyList<AgentView> Agents, int Concurrency, int InFlight, DateTimeOffset StartedAt, DateTimeOffset SeenAt, bool Draining)
{
    public static WorkerView Of(WorkerRow row) => new(
        row.Hello.Instance, row.Hello.Host, [.. row.Hello.Agents.Select(AgentView.Of)], row.Hello.Concurrency, row.InFlight, row.StartedAt, row.SeenAt,
        Draining: row.Hello.Agents.Count == 0);
}

/// <summary>An agent as the workers that are there announce it.</summary>
/// <param name="StateVersion">The newest state version somebody serves it at.</param>
/// <param name="Workers">How many serve it.</param>
internal sealed record ServedAgentView(string Name, int StateVersion, int ReadsFrom, int Workers)
{
    public static IReadOnlyList<ServedAgentView> Of(IReadOnlyList<WorkerRow> workers) =>
    [
        .. workers.SelectMany(worker => worker.Hello.Agents, (worker, agent) => (worker.Hello.Instance, Agent: agent))
            .GroupBy(served => served.Agent.Name)
            .OrderBy(agent => agent.Key, StringComparer.Ordinal)
            .Select(agent => new ServedAgentView(
                agent.Key, agent.Max(s => s.Agent.StateVersion), agent.Min(s => s.Agent.ReadsFrom), agent.Select(s => s.Instance).Distinct().Count())),
    ];
}
