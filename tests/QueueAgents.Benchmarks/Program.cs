using System.CommandLine;
using QueueAgents.Benchmarks.Fleets;
using QueueAgents.Benchmarks.Frozen;
using QueueAgents.Benchmarks.Steps;

var inFlight = new Option<int[]>("--in-flight") { Description = "How many runs at a time; one measurement each.", DefaultValueFactory = _ => [1, 50, 500], AllowMultipleArgumentsPerToken = true };
var seconds = new Option<int>("--seconds") { Description = "How long each measurement takes.", DefaultValueFactory = _ => 10 };
var repeat = new Option<int>("--repeat") { Description = "How often each measurement is taken; the median is shown with its range.", DefaultValueFactory = _ => 3 };
var servers = new Option<int>("--servers") { Description = "Server processes.", DefaultValueFactory = _ => 1 };
var queues = new Option<string>("--queue-type") { Description = "quorum or classic.", DefaultValueFactory = _ => "quorum" };
var baselines = new Option<Baselines>("--baselines") { Description = "none, n0 (the same without persistence, on stock MassTransit) or all.", DefaultValueFactory = _ => Baselines.All };

var steps = new Command("steps", "Runs of ten no-op steps with 1 KB of state, every step durable before the next one starts: server and worker as processes, on RabbitMQ and PostgreSQL with fsync.")
{
    inFlight, seconds, repeat, servers, queues, baselines,
};
steps.SetAction((parsed, ct) => StepsBenchmark.RunAsync(new StepsOptions(
    parsed.GetValue(inFlight)!, TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(repeat), parsed.GetValue(servers), parsed.GetValue(queues)!,
    parsed.GetValue(baselines)), ct));

Command Hidden(string name, Func<CancellationToken, Task<int>> run)
{
    var command = new Command(name, "A process of a benchmark.") { Hidden = true };
    command.SetAction((_, ct) => run(ct));
    return command;
}

return await new RootCommand("Measures the step path. Starts its own broker and database, and stops them.")
{
    steps,
    Hidden("worker", OurWorker.RunAsync),
    Hidden("n0-server", FrozenProcess.ServerAsync),
    Hidden("n0-worker", FrozenProcess.WorkerAsync),
}.Parse(args).InvokeAsync();
