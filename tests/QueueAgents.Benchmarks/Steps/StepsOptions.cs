using QueueAgents.Benchmarks.Arguments;

namespace QueueAgents.Benchmarks.Steps;

internal sealed record StepsOptions(Setup Setup, int[] InFlight, int Servers, Baselines Baselines);

/// <summary>What is measured beside ours, in the same rounds.</summary>
internal enum Baselines
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The same work without persistence on stock MassTransit.</summary>
    N0,

    /// <summary>And the floors: a message, a commit.</summary>
    All,
}
