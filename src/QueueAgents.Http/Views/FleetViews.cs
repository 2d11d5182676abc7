using QueueAgents.Contracts;
using QueueAgents.Orchestration.Store;

namespace QueueAgents.Http.Views;

/// <summary>An agent this program serves.</summary>
/// <param name="Name">The agent's name.</param>
/// <param name="StateVersion">The state version it writes.</param>
/// <param name="ReadsFrom">The oldest state version it reads.</param>
internal sealed record AgentView(string Name, int StateVersion, int ReadsFrom)
{
    public static AgentView Of(ServedAgent agent) => new(agent.Name, agent.StateVersion, agent.ReadsFrom);
}

/// <summary>A worker, as it has announced itself. One that drains serves nothing any more.</summary>
/// <param name="Instance">Its own name, by which it is drained.</param>
/// <param name="Host">The machine or container it runs on.</param>
/// <param name="Agents">What it serves.</param>
/// <param name="Concurrency">How many steps it runs at a time.</param>
/// <param name="InFlight">How many it ran when it was heard last.</param>
/// <param name="StartedAt">When it was heard first.</param>
/// <param name="SeenAt">When it was heard last.</param>
/// <param name="Draining">True: it takes nothing more and leaves.</param>
internal sealed record WorkerView(
    string Instance, string Host, IReadOnlyList<AgentView> Agents, int Concurrency, int InFlight, DateTimeOffset StartedAt, DateTimeOffset SeenAt, bool Draining)
{
    public static WorkerView Of(WorkerRow row) => new(
        row.Hello.Instance, row.Hello.Host, [.. row.Hello.Agents.Select(AgentView.Of)], row.Hello.Concurrency, row.InFlight, row.StartedAt, row.SeenAt,
        Draining: row.Hello.Agents.Count == 0);
}

/// <summary>An agent as the workers that are there announce it.</summary>
/// <param name="Name">The agent's name.</param>
/// <param name="StateVersion">The newest state version somebody serves it at.</param>
/// <param name="ReadsFrom">The oldest state version somebody reads.</param>
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
