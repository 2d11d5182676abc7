using QueueAgents.Agents;

namespace QueueAgents.Benchmarks.Agents;

/// <summary>One fan-out of as many parallel steps as its input says, and their join.</summary>
internal sealed class Wide : StepAgent<int, Wide.State, int>
{
    public const string Name = "wide";

    public sealed record State(int Items, string Ballast);

    public override State Start(int input) => new(input, Agents.Ballast.Kilobyte);

    public Next Begin(StepContext<State> step) => Next.FanOut(nameof(Item), Enumerable.Range(0, step.State.Items), nameof(Join));

    public int Item(StepContext<State> step, int item) => item;

    public Next Join(StepContext<State> step) => Next.Complete(step.Results<int>().Count(result => result.Ok));
}
