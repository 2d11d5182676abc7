using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace QueueAgents.Worker;

/// <summary>From the first hello to the goodbye. It stops before the bus does, because running steps still need it.</summary>
internal sealed class WorkerLife(
    StepQueues queues, Slots slots, StepsInFlight inFlight, OutcomeSender outcomes, Announcer announcer, WorkerIdentity me, ILogger<WorkerLife> log)
    : IHostedLifecycleService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _announcing = Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        queues.AllReady += Greet;
        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        log.WorkerStarted(me.Instance, string.Join(", ", queues.Queues));
        _announcing = announcer.Run(_stopping.Token);
        return Task.CompletedTask;
    }

    /// <summary>Takes nothing more and lets what runs end, as long as the host waits; what does not end is repeated elsewhere.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        queues.AllReady -= Greet;
        try
        {
            var stopped = queues.Stop(cancellationToken);
            slots.Close();
            await stopped.WaitAsync(cancellationToken); // The endpoints themselves would wait for the longest step.
            await inFlight.WhenEmpty(cancellationToken);
            await outcomes.NoMoreSteps(cancellationToken); // What comes meanwhile finds no place, and goes back.
        }
        catch (OperationCanceledException)
        {
            if (inFlight.Count is > 0 and var left) log.StepsLeft(left);
        }

        await _stopping.CancelAsync();
        await _announcing;
        await announcer.Goodbye(CancellationToken.None);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _stopping.Dispose();

    private void Greet() => _ = announcer.Hello(_stopping.Token);
}
