using QueueAgents.Contracts;

namespace QueueAgents.Cli.Views;

/// <summary>A fleet to develop with, and where it is.</summary>
/// <param name="Url">Of the HTTP interface.</param>
/// <param name="Store">The file that keeps the runs.</param>
/// <param name="Agents">What is served.</param>
internal sealed record DevView(string Url, string Store, IReadOnlyList<string> Agents)
{
    public static DevView Of(string url, string store, IEnumerable<ServedAgent> agents) => new(url, store, [.. agents.Select(agent => agent.Name)]);
}
