using MassTransit;
using Microsoft.Extensions.Logging;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Rules;
using QueueAgents.Orchestration.Telemetry;
using QueueAgents.Orchestration.Watching;

namespace QueueAgents.Orchestration.Bus;

/// <summary>
/// Submissions whose client asked for the run's end. The message is acknowledged after the commit, as always; the answer follows when the
/// run has stopped, from this process and at most once. Dies it before, the client's time runs out, and the same id or key asks again.
/// </summary>
internal sealed class RunRequests(BusIntake intake, RunWatch watch, FleetOptions options, TimeProvider time, ILogger<RunRequests> log) : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource stopping = new();
    private int waiting;

    /// <summary>More than half of what may wait here does: others are better asked.</summary>
    public bool IsHalfFull => 2 * (long)Volatile.Read(ref waiting) > options.Requests;

    public async Task TakeAsync(Guid runId, ConsumeContext<SubmitRun> context)
    {
        var asker = await Asker.OfAsync(context);
        if (Interlocked.Increment(ref waiting) > options.Requests)
        {
            Interlocked.Decrement(ref waiting);
            await asker.TellAsync(new RunRejected { RunId = runId, Code = Rejections.Busy, Reason = $"{options.Requests} requests wait here for the end of their runs." }, log);
            return;
        }

        var stays = false;
        try
        {
            var (decision, _) = await intake.DecideAsync(runId, context);
            stays = decision.Reply is RunAccepted;
            if (stays) _ = WaitAsync(runId, asker, PatienceOf(context));
            else if (decision.Reply is { } reply) await asker.TellAsync(reply, log);
        }
        finally
        {
            if (!stays) Interlocked.Decrement(ref waiting);
        }
    }

    public void Dispose()
    {
        stopping.Cancel();
        stopping.Dispose();
    }

    /// <summary>How long the client will wait, by its own clock alone.</summary>
    private static TimeSpan PatienceOf(ConsumeContext context)
    {
        var patience = context.ExpirationTime - context.SentTime ?? Longest;
        return patience > TimeSpan.Zero && patience < Longest ? patience : Longest;
    }

    private async Task WaitAsync(Guid runId, Asker asker, TimeSpan patience)
    {
        await Task.Yield();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
        using var timer = time.CreateTimer(_ => limit.Cancel(), null, patience, Timeout.InfiniteTimeSpan);
        try
        {
            if (await EndAsync(runId, limit.Token) is { } end) await asker.TellAsync(end, log);
        }
        catch (OperationCanceledException)
        {
            // Its client waits no longer, or the server stops.
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }

    private async Task<object?> EndAsync(Guid runId, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                var run = await watch.UntilAsync(runId, run => Endings.HasStopped(run.State), ct);
                return run is null ? null : Endings.Told(run);
            }
#pragma warning disable CA1031 // The database is away for a while; the client waits anyhow.
            catch (Exception thrown) when (!ct.IsCancellationRequested)
#pragma warning restore CA1031
            {
                log.NotSeen(runId, thrown.Message);
                await Task.Delay(LookAgain, time, ct);
            }
        }
    }
}
