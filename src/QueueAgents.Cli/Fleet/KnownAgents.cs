using QueueAgents.Cli.CommandLine;
using QueueAgents.Contracts;
using QueueAgents.Embedded;
using QueueAgents.Samples;

namespace QueueAgents.Cli.Fleet;

/// <summary>The agents this program serves, by name.</summary>
internal static class KnownAgents
{
    private static readonly Lazy<IReadOnlyList<ServedAgent>> Agents = new(() => [.. EmbeddedFleet.Served(worker => worker.AddSamples()).OrderBy(agent => agent.Name, StringComparer.Ordinal)]);

    public static IReadOnlyList<ServedAgent> All => Agents.Value;

    /// <exception cref="RefusedException">It is none of them.</exception>
    public static void Require(string agent)
    {
        if (All.All(known => known.Name != agent))
            throw RefusedException.NotFound($"There is no agent '{agent}' here. There is: {string.Join(", ", All.Select(known => known.Name))}.");
    }
}
