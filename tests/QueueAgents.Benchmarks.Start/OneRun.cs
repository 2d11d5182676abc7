using QueueAgents.Agents;
using QueueAgents.Contracts;
using QueueAgents.Embedded;

namespace QueueAgents.Benchmarks.Start;

/// <summary>A durable run from the start of the process to its result.</summary>
internal static class OneRun
{
    public static async Task<int> RunAsync(string file)
    {
        await using var fleet = await EmbeddedFleet.StartAsync(options =>
        {
            options.StorePath = file;
            options.Agents = worker => worker.Add<Greeter>("greeter");
        });
        var run = await fleet.SubmitAsync(new SubmitRun { Agent = "greeter", Input = Json.Of("Ada") });
        var ended = await fleet.WaitAsync(run.RunId);
        Console.WriteLine($"result {ended.Result}");
        return ended.State == RunState.Completed ? 0 : 1;
    }
}

internal sealed class Greeter : StepAgent<string, Greeter.State, string>
{
    public sealed record State(string Name);

    public override State Start(string input) => new(input);

    public Next Begin(StepContext<State> step) => Next.Complete($"Hello {step.State.Name}");
}
