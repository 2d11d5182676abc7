using QueueAgents.Agents;

namespace QueueAgents.Benchmarks.Agents;

/// <summary>As <see cref="TenSteps"/>, as many as its input says.</summary>
internal sealed class ManySteps : StepAgent<int, ManySteps.State, int>
{
    public const string Name = "many-steps";

    public sealed record State(int At, int Of, string Ballast);

    public override State Start(int input) => new(0, input, Agents.Ballast.Kilobyte);

    public Next Begin(StepContext<State> step)
    {
        step.State = step.State with { At = step.State.At + 1 };
        return step.State.At == step.State.Of ? Next.Complete(step.State.At) : Next.Step(nameof(Begin));
    }
}
