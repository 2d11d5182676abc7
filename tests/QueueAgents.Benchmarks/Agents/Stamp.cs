using System.Diagnostics;
using QueueAgents.Agents;

namespace QueueAgents.Benchmarks.Agents;

/// <summary>One step, which says when it began. All processes of a machine share the clock it is read from.</summary>
internal sealed class Stamp : StepAgent<int, Stamp.State, long>
{
    public const string Name = "stamp";

    public sealed record State(string Ballast);

    public override State Start(int input) => new(Agents.Ballast.Kilobyte);

    public Next Begin(StepContext<State> step) => Next.Complete(Stopwatch.GetTimestamp());
}
