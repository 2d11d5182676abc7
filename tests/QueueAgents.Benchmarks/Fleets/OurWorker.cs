using Microsoft.Extensions.Hosting;
using QueueAgents.Agents;
using QueueAgents.Worker;

namespace QueueAgents.Benchmarks.Fleets;

/// <summary>A worker as a user writes it, with the agent that does nothing.</summary>
internal static class OurWorker
{
    public static async Task<int> RunAsync(CancellationToken ct)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.AddQueueAgentsWorker(worker => worker.Add<TenSteps>(TenSteps.Name));
        await builder.Build().RunAsync(ct);
        return 0;
    }
}

/// <summary>Ten sequential steps over 1 KB of state, each of which changes it a little.</summary>
internal sealed class TenSteps : StepAgent<int, TenSteps.State, int>
{
    public const string Name = "ten-steps";

    public sealed record State(int At, string Ballast);

    public override State Start(int input) => new(0, new string('x', 1_000));

    public Next Begin(StepContext<State> step)
    {
        step.State = step.State with { At = step.State.At + 1 };
        return step.State.At == 10 ? Next.Complete(step.State.At) : Next.Step(nameof(Begin));
    }
}
