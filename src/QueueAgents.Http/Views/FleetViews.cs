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
