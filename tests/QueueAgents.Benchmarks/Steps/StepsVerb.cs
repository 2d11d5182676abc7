using System.CommandLine;
using QueueAgents.Benchmarks.Arguments;

namespace QueueAgents.Benchmarks.Steps;

/// <summary><c>steps</c></summary>
internal static class StepsVerb
{
    public static Command Create()
    {
        var shared = new SharedOptions();
        var inFlight = new Option<int[]>("--in-flight")
        {
            Description = "How many runs at a time; one measurement each.",
            DefaultValueFactory = _ => [1, 50, 500],
            AllowMultipleArgumentsPerToken = true,
        };
        inFlight.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int[]>() is { } numbers && numbers.Any(n => n is < 1 or > 10_000)) result.AddError("--in-flight is 1 to 10000.");
        });
        var servers = new Option<int>("--servers") { Description = "Server processes, on one set of queues.", DefaultValueFactory = _ => 1 };
        var baselines = new Option<Baselines>("--baselines")
        {
            Description = "What is measured in the same rounds: none; n0, the same machine and worker without persistence on stock MassTransit; all, which adds what a message and what a commit cost.",
            DefaultValueFactory = _ => Baselines.All,
        };
        var verb = new Command(
            "steps",
            """
            Steps per second, and what a step costs: runs of ten no-op steps with 1 KB of state, each step durable before the next one starts. Server and
            worker are processes of their own, on RabbitMQ and PostgreSQL with fsync, with everything on that is on by default.
            """)
        {
            inFlight, servers, baselines,
        };
        shared.AddTo(verb);
        verb.SetAction((parsed, ct) => StepsBenchmark.RunAsync(
            new StepsOptions(shared.Of(parsed), [.. parsed.GetValue(inFlight)!.Distinct()], parsed.GetValue(servers), parsed.GetValue(baselines)), ct));
        return verb;
    }
}
