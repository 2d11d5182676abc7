using System.Diagnostics;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Sending;
using QueueAgents.Orchestration.Store;
using QueueAgents.Transport;

namespace QueueAgents.Orchestration.Bus;

/// <summary>What workers report, straight to the server that sent the step or on <see cref="Queues.Run"/>: acknowledged when it is committed, or when it is known to change nothing.</summary>
internal sealed class OutcomeReader(BusIntake intake, Handovers handovers) : IReader
{
    /// <summary>A large number is what gives group commit something to group.</summary>
    private const ushort Prefetch = 512;

    public IReadOnlyList<Reading> Readings => [new(Queues.Run, Prefetch, TakeAsync) { TakesBack = true }];

    private async Task<Verdict> TakeAsync(Arrived arrived)
    {
        var message = arrived.Message;
        var cause = new Cause(message.Id, ActivityContext.TryParse(message.Trace, null, isRemote: true, out var trace) ? trace : default)
        {
            Offer = arrived.TakesAnswer && message.Room is { } queue ? new Offer(queue) : null,
        };
        if (message.Completed is { } done) handovers.Answered(new AttemptId(done.RunId, done.Seq, done.Attempt), done.Nonce);
        else if (message.Failed is { } not) handovers.Answered(new AttemptId(not.RunId, not.Seq, not.Attempt), not.Nonce);
        if (message.Completed is { } completed) await intake.DecideAsync(completed.RunId, completed, cause, arrived.Bytes, arrived.Lost);
        else if (message.Failed is { } failed) await intake.DecideAsync(failed.RunId, failed, cause, arrived.Bytes, arrived.Lost);
        else return Verdict.Refuse(new InvalidDataException("a server takes outcomes and no steps."));
        return Verdict.DoneWith(cause.Offer?.Taken);
    }
}
