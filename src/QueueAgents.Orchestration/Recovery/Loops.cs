using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using QueueAgents.Orchestration.Delivery;
using QueueAgents.Orchestration.Sending;
using QueueAgents.Orchestration.Store;
using QueueAgents.Orchestration.Telemetry;
using QueueAgents.Orchestration.Workers;
using QueueAgents.Transport;

namespace QueueAgents.Orchestration.Recovery;

/// <summary>Calls one duty again and again: at once while there is more to do, else after a pause. A stumble is logged and backs off; nothing ends it but the host.</summary>
internal abstract class Loop(TimeSpan pause, TimeProvider time, ILogger log) : BackgroundService
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    protected abstract Task<bool> OnceAsync(CancellationToken ct);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var wait = pause;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await OnceAsync(stoppingToken)) continue;
                wait = pause;
            }
#pragma warning disable CA1031 // A duty that recovery depends on must not end because the database or the broker went away for a while.
            catch (Exception thrown) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                log.LoopStumbled(GetType().Name, thrown.Message);
                wait = wait * 2 < LongestPause ? wait * 2 : LongestPause;
            }

            try
            {
                await Task.Delay(wait, time, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}

internal sealed class RelayLoop(Relay relay, Pace pace, TimeProvider time, ILogger<RelayLoop> log) : Loop(pace.Relay, time, log)
{
    protected override Task<bool> OnceAsync(CancellationToken ct) => relay.RunOnceAsync(ct);
}

internal sealed class TimekeeperLoop(Timekeeper timekeeper, Pace pace, TimeProvider time, ILogger<TimekeeperLoop> log) : Loop(pace.Timers, time, log)
{
    protected override Task<bool> OnceAsync(CancellationToken ct) => timekeeper.RunOnceAsync(ct);
}

/// <summary>Outbox rows, and every fifth time steps: well before the relay would send them again.</summary>
internal sealed class ConfirmLoop(Confirmations confirmations, Pace pace, TimeProvider time, ILogger<ConfirmLoop> log) : Loop(pace.Confirm, time, log)
{
    private int round;

    protected override async Task<bool> OnceAsync(CancellationToken ct)
    {
        await confirmations.FlushAsync(steps: ++round % 5 == 0, ct);
        return false;
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await confirmations.FlushAsync(steps: true, cancellationToken);
    }
}

/// <summary>Looks after steps that were given to a worker past every queue and are not answered.</summary>
internal sealed class HandoverLoop(Handovers handovers, IHostApplicationLifetime host, TimeProvider time, ILogger<HandoverLoop> log) : Loop(Handing.Patience / 5, time, log)
{
    protected override async Task<bool> OnceAsync(CancellationToken ct)
    {
        await handovers.SendOverdueAsync(ct);
        return false;
    }

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        host.ApplicationStopping.Register(handovers.Close); // Before anything stops: what is given back still finds its way then.
        return base.StartAsync(cancellationToken);
    }
}

/// <summary>Deletes what memory may forget: once a minute, a bounded page at a time.</summary>
internal sealed class ForgetLoop(IDueStore due, FleetClock clock, TimeProvider time, ILogger<ForgetLoop> log) : Loop(TimeSpan.FromMinutes(1), time, log)
{
    private const int Page = 500;

    protected override async Task<bool> OnceAsync(CancellationToken ct) => await due.ForgetExpiredAsync(clock.Now, Page, ct) == Page;
}

internal sealed class DirectoryLoop(WorkerDirectory workers, Pace pace, TimeProvider time, ILogger<DirectoryLoop> log) : Loop(pace.Workers, time, log)
{
    protected override async Task<bool> OnceAsync(CancellationToken ct)
    {
        await workers.RefreshAsync(ct);
        return false;
    }
}

/// <summary>How often each duty looks when it found nothing to do.</summary>
internal sealed record Pace(TimeSpan Relay, TimeSpan Timers, TimeSpan Confirm, TimeSpan Workers);
