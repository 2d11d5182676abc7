using System.Collections.Concurrent;
using MassTransit;

namespace QueueAgents.Benchmarks.Loads;

/// <summary>Submits runs and hears of their ends, over the bus. Of ours and of the baseline, by the same code and settings.</summary>
internal sealed class RunClient<TSubmit, TCompleted> : IAsyncDisposable
    where TSubmit : class
    where TCompleted : class
{
    private static readonly TimeSpan UsualPatience = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<Guid, TaskCompletionSource<TCompleted>> open = new();
    private readonly ConcurrentBag<Guid> submitted = [];
    private readonly IBusControl bus;

    private RunClient(Uri broker, string queue, Func<TCompleted, Guid> idOf, Action<IReceiveEndpointConfigurator, Action<Guid, string>>? failures) => bus = Bus.Factory.CreateUsingRabbitMq(rabbit =>
    {
        rabbit.Host(broker);
        rabbit.ReceiveEndpoint(queue, endpoint =>
        {
            endpoint.PrefetchCount = 200;
            endpoint.Handler<TCompleted>(context =>
            {
                if (open.TryRemove(idOf(context.Message), out var waiting)) waiting.TrySetResult(context.Message);
                return Task.CompletedTask;
            });
            failures?.Invoke(endpoint, Fail);
        });
    });

    /// <summary>Every run that was, whether it has ended or not.</summary>
    public IReadOnlyCollection<Guid> Submitted => submitted;

    /// <param name="failures">Where runs can fail: has the endpoint listen for it too, and says which run did, and why.</param>
    public static async Task<RunClient<TSubmit, TCompleted>> ConnectAsync(
        Uri broker, string queue, Func<TCompleted, Guid> idOf, CancellationToken ct, Action<IReceiveEndpointConfigurator, Action<Guid, string>>? failures = null)
    {
        var client = new RunClient<TSubmit, TCompleted>(broker, queue, idOf, failures);
        await client.bus.StartAsync(ct);
        return client;
    }

    /// <summary>Returns when the broker has confirmed the submission; the task within ends with the run.</summary>
    public async Task<Task<TCompleted>> SubmitAsync(Guid runId, TSubmit run, CancellationToken ct)
    {
        var completed = open[runId] = new TaskCompletionSource<TCompleted>(TaskCreationOptions.RunContinuationsAsynchronously);
        submitted.Add(runId);
        await bus.Publish(run, ct);
        return completed.Task;
    }

    /// <param name="patience">How long to wait for the result; five minutes where it is null.</param>
    /// <exception cref="TimeoutException">There was none.</exception>
    /// <exception cref="InvalidOperationException">It has failed, and will have none.</exception>
    public async Task<TCompleted> RunAsync(Guid runId, TSubmit run, CancellationToken ct, TimeSpan? patience = null)
    {
        var limit = patience ?? UsualPatience;
        try
        {
            return await (await SubmitAsync(runId, run, ct)).WaitAsync(limit, ct);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Run {runId} was submitted and has no result after {limit.TotalMinutes:0} minutes.");
        }
    }

    public async ValueTask DisposeAsync() => await bus.StopAsync();

    private void Fail(Guid runId, string why)
    {
        if (open.TryRemove(runId, out var waiting)) waiting.TrySetException(new InvalidOperationException($"Run {runId} was submitted and {why}"));
    }
}
