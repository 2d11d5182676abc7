using QueueAgents.Agents;

namespace QueueAgents.Benchmarks.Agents;

/// <summary>Ten sequential steps over 1 KB of state, each of which changes it a little and does nothing else.</summary>
internal sealed class TenSteps : StepAgent<int, TenSteps.State, int>
{
    public const string Name = "ten-steps";
    public const int Steps = 10;

    public sealed record State(int At, string Ballast);

    public override State Start(int input) => new(0, Ballast.Kilobyte);

    public Next Begin(StepContext<State> step)
    {
        step.State = step.State with { At = step.State.At + 1 };
        return step.State.At == Steps ? Next.Complete(step.State.At) : Next.Step(nameof(Begin));
    }
}
