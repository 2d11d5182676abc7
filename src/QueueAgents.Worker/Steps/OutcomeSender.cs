using Microsoft.Extensions.Logging;
using QueueAgents.Contracts;
using QueueAgents.Transport;

namespace QueueAgents.Worker;

/// <summary>Gets an outcome to the servers: the step's work is done and paid for, so it waits out a broker that is away for a while.</summary>
internal sealed class OutcomeSender(Wire wire, TimeProvider time, ILogger<OutcomeSender> log)
{
    /// <param name="attempt">Whose outcome it is.</param>
    /// <param name="outcome">A <see cref="StepCompleted"/> or a <see cref="StepFailed"/>.</param>
    /// <param name="room">The queue whose steps there is room for; null for none.</param>
    /// <returns>The step to go on with, if the server has given one.</returns>
    /// <exception cref="OutcomeLostException">It could not be sent: the delivery goes back, or the lease ends, and the step is repeated.</exception>
    public async Task<StepMessage?> Send(Attempt attempt, object outcome, string? room)
    {
        var runId = attempt.Order.RunId;
        var now = time.GetUtcNow();
        var message = new StepMessage
        {
            Id = Guid.CreateVersion7(now),
            SentAt = now.ToUnixTimeMilliseconds(),
            Trace = attempt.Trace,
            Room = room,
            Completed = outcome as StepCompleted,
            Failed = outcome as StepFailed,
        };
        // A delivery that is kept until then is what makes sure of it: if this process dies, the step is delivered to another.
        if (!attempt.IsLong && attempt.Server is { } server && await wire.ReportBack(server, message) is { Done: true } answer) return answer.Next;
        message = message with { Room = null };
        try
        {
            await Patience.Repeat(
                async () =>
                {
                    await wire.Report(message);
                    return true;
                },
                e =>
                {
                    log.OutcomeNotSent(runId, attempt.Order.Seq, attempt.Order.Attempt, e);
                    return true;
                },
                Patience.Limit,
                time,
                CancellationToken.None);
            return null;
        }
        catch (Exception e)
        {
            throw new OutcomeLostException(e);
        }
    }
}

/// <summary>What a step has done reaches no server.</summary>
internal sealed class OutcomeLostException(Exception reason) : Exception($"The outcome could not be sent: {reason.Message}", reason);
