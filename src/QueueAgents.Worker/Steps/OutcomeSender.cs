using Microsoft.Extensions.Logging;
using QueueAgents.Contracts;
using QueueAgents.Transport;

namespace QueueAgents.Worker;

/// <summary>Gets an outcome to the servers: the step's work is done and paid for, so it waits out a broker that is away for a while.</summary>
internal sealed class OutcomeSender(Wire wire, TimeProvider time, ILogger<OutcomeSender> log)
{
    /// <summary>As long as a server gives steps to a worker that was left without one, and once more for their way.</summary>
    private static readonly TimeSpan StepsMayCome = 2 * Handing.OfferedFor;

    private long _leftAt;

    public StepMessage Report(Attempt attempt, object outcome)
    {
        var now = time.GetUtcNow();
        return new StepMessage
        {
            Id = Guid.CreateVersion7(now),
            SentAt = now.ToUnixTimeMilliseconds(),
            Trace = attempt.Trace,
            Completed = outcome as StepCompleted,
            Failed = outcome as StepFailed,
        };
    }

    /// <summary>
    /// Straight to the server that sent the step, past every queue. What makes sure of it meanwhile, should this process die: the delivery that is kept,
    /// so the step is delivered to another; or, of a step that came with an answer, that server, which sends it once more. // R9
    /// </summary>
    /// <param name="attempt">Whose outcome it is.</param>
    /// <param name="report">Its outcome.</param>
    /// <param name="room">The queue whose steps there is room for; null for none.</param>
    /// <param name="late">Takes a step that comes a little after the answer; one that comes later than that is left to its queue.</param>
    /// <returns>Whether the server is done with it, and the step to go on with, if it has given one in time.</returns>
    public async Task<SentBack> SendStraight(Attempt attempt, StepMessage report, string? room, Action<StepMessage> late)
    {
        if (attempt.IsLong || attempt.Server is not { } server) return default;
        var began = time.GetTimestamp();
        var answer = await wire.ReportBack(server, report with { Room = room, Stands = room is not null }, Late);
        if (room is not null && report.Completed is not null && answer is { Done: true, Next: null }) Interlocked.Exchange(ref _leftAt, TimeProvider.System.GetTimestamp());
        return InTime() ? answer : answer with { Next = null };

        bool InTime() => time.GetElapsedTime(began) < Handing.TakenWithin;

        void Late(StepMessage next)
        {
            if (InTime()) late(next);
        }
    }

    /// <summary>Ends when no server gives this worker a step any more for the room it told of: who left before would leave that step to nobody for five seconds.</summary>
    public Task NoMoreSteps(CancellationToken cancellationToken)
    {
        // By the machine's own clock, as it passes for the servers. // R9
        var left = Interlocked.Read(ref _leftAt) is var at and > 0 ? StepsMayCome - TimeProvider.System.GetElapsedTime(at) : TimeSpan.Zero;
        return left > TimeSpan.Zero ? Task.Delay(left, TimeProvider.System, cancellationToken) : Task.CompletedTask;
    }

    /// <summary>A step that came from that server and has not begun. Where this is not heard of, the server sends it by its queue a little later.</summary>
    public Task GiveBack(string server, StepMessage step) => wire.ReportBack(server, step);

    /// <summary>By the queue of outcomes, to any server.</summary>
    /// <exception cref="OutcomeLostException">It could not be sent: the delivery goes back, or the lease ends, and the step is repeated.</exception>
    public async Task SendByQueue(Attempt attempt, StepMessage report)
    {
        try
        {
            await Patience.Repeat(
                async () =>
                {
                    await wire.Report(report);
                    return true;
                },
                e =>
                {
                    log.OutcomeNotSent(attempt.Order.RunId, attempt.Order.Seq, attempt.Order.Attempt, e);
                    return true;
                },
                Patience.Limit,
                time,
                CancellationToken.None);
        }
        catch (Exception e)
        {
            throw new OutcomeLostException(e);
        }
    }
}

/// <summary>What a step has done reaches no server.</summary>
internal sealed class OutcomeLostException(Exception reason) : Exception($"The outcome could not be sent: {reason.Message}", reason);
