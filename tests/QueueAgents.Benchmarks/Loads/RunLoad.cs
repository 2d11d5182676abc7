using System.Collections.Concurrent;
using MassTransit;

namespace QueueAgents.Benchmarks.Loads;

/// <summary>Runs of ten steps, from the submission on the bus to the result. Of ours and of the baseline, by the same code and settings.</summary>
internal sealed class RunLoad<TSubmit, TCompleted> : ILoad, IAsyncDisposable
    where TSubmit : class
    where TCompleted : class
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource> open = new();
    private readonly Func<Guid, TSubmit> submit;
    private readonly IBusControl bus;
    private int submitted;

    private RunLoad(Uri broker, string queue, Func<Guid, TSubmit> submit, Func<TCompleted, Guid> idOf)
    {
        this.submit = submit;
        bus = Bus.Factory.CreateUsingRabbitMq(rabbit =>
        {
            rabbit.Host(broker);
            rabbit.ReceiveEndpoint(queue, endpoint =>
            {
                endpoint.PrefetchCount = 200;
                endpoint.Handler<TCompleted>(context =>
                {
                    if (open.TryRemove(idOf(context.Message), out var waiting)) waiting.TrySetResult();
                    return Task.CompletedTask;
                });
            });
        });
    }

    public int StepsPerPiece => 10;

    public int Submitted => submitted;

    public static async Task<RunLoad<TSubmit, TCompleted>> ConnectAsync(
        Uri broker, string queue, Func<Guid, TSubmit> submit, Func<TCompleted, Guid> idOf, CancellationToken ct)
    {
        var load = new RunLoad<TSubmit, TCompleted>(broker, queue, submit, idOf);
        await load.bus.StartAsync(ct);
        return load;
    }

    public async Task OneAsync(CancellationToken ct)
    {
        var runId = Guid.CreateVersion7();
        var completed = open[runId] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Increment(ref submitted);
        await bus.Publish(submit(runId), ct);
        await completed.Task.WaitAsync(Patience, ct);
    }

    public async ValueTask DisposeAsync() => await bus.StopAsync();
}
