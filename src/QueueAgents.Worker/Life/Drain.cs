using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace QueueAgents.Worker;

/// <summary>Leaves in order while the host goes on: nothing more is taken, and what runs has all the time its own limits give it.</summary>
internal sealed class Drain(
    StepQueues queues, Slots slots, StepsInFlight inFlight, Announcer announcer, WorkerOptions options, WorkerIdentity me, IHostApplicationLifetime host, ILogger<Drain> log)
{
    private int _begun;

    /// <summary>Returns at once; a second time changes nothing.</summary>
    public void Begin(string? by)
    {
        if (Interlocked.Exchange(ref _begun, 1) == 0) _ = Run(by ?? "somebody", host.ApplicationStopping);
    }

    private async Task Run(string by, CancellationToken stopping)
    {
        log.Draining(me.Instance, by, inFlight.Count);
        try
        {
            var stopped = queues.Stop(stopping);
            slots.Close();
            await announcer.Drain(stopping);
            await stopped;
            await inFlight.WhenEmpty(stopping);
            await announcer.Beat(stopping);
        }
        catch (OperationCanceledException)
        {
            return; // The host stops, and does the rest.
        }

        log.Drained(me.Instance);
        if (options.StopWhenDrained) host.StopApplication();
    }
}
