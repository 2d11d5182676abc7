using System.Collections.Concurrent;
using System.Diagnostics;
using MassTransit;
using QueueAgents.Contracts;

namespace QueueAgents.Benchmarks;

/// <summary>Keeps so many runs in flight: each result starts another run.</summary>
internal sealed class Load(IBus bus, Results results)
{
    public const int StepsPerRun = 10;

    public int Submitted { get; private set; }

    public async Task<List<double>> RunAsync(int inFlight, TimeSpan duration, CancellationToken ct)
    {
        var took = new ConcurrentBag<double>();
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, inFlight).Select(_ => LaneAsync()));
        return [.. took];

        async Task LaneAsync()
        {
            while (clock.Elapsed < duration && !ct.IsCancellationRequested)
            {
                var began = Stopwatch.GetTimestamp();
                await OneAsync(ct);
                took.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
        }
    }

    private async Task OneAsync(CancellationToken ct)
    {
        var run = new SubmitRun { RunId = Guid.CreateVersion7(), Agent = "ten-steps", Input = Json.Of(0) };
        var completed = results.Of(run.RunId);
        lock (results) Submitted++;
        await bus.Publish(run, ct);
        await completed.WaitAsync(TimeSpan.FromMinutes(2), ct);
    }
}

/// <summary>Who waits for which result.</summary>
internal sealed class Results : IConsumer<RunCompleted>
{
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource> open = new();

    public Task Of(Guid runId) => (open[runId] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public Task Consume(ConsumeContext<RunCompleted> context)
    {
        if (open.TryRemove(context.Message.RunId, out var waiting)) waiting.TrySetResult();
        return Task.CompletedTask;
    }
}
