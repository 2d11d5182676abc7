using QueueAgents.Agents;

namespace QueueAgents.Benchmarks.Agents;

/// <summary>Sleeps until the moment that is its input.</summary>
internal sealed class Sleeper : StepAgent<DateTimeOffset, Sleeper.State, bool>
{
    public const string Name = "sleeper";

    public sealed record State(DateTimeOffset Until);

    public override State Start(DateTimeOffset input) => new(input);

    public Next Begin(StepContext<State> step) => Next.Sleep(step.State.Until, then: nameof(Wake));

    public Next Wake(StepContext<State> step) => Next.Complete(true);
}
