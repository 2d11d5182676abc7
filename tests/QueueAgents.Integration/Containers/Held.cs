using QueueAgents.Agents;

namespace QueueAgents.Integration.Containers;

/// <summary>Counts, and waits in its first step until it may go on.</summary>
public sealed class Held : StepAgent<int, Held.State, int>
{
    public sealed record State(int Goal, int At);

    public static SemaphoreSlim Entered { get; } = new(0);

    public static TaskCompletionSource Go { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override State Start(int input) => new(input, 0);

    public async Task<Next> Begin(StepContext<State> step, CancellationToken cancellation)
    {
        Entered.Release();
        await Go.Task.WaitAsync(cancellation);
        step.State = step.State with { At = step.State.At + 1 };
        return step.State.At == step.State.Goal ? Next.Complete(step.State.At) : Next.Step(nameof(Begin));
    }
}
