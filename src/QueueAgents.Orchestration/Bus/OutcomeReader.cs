using System.Diagnostics;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Sending;
using QueueAgents.Orchestration.Store;
using QueueAgents.Transport;

namespace QueueAgents.Orchestration.Bus;

/// <summary>What workers report, straight to the server that sent the step or on <see cref="Queues.Run"/>: acknowledged when it is committed, or when it is known to change nothing.</summary>
internal sealed class OutcomeReader(BusIntake intake, Handovers handovers, Place place) : IReader
{
    /// <summary>A large number is what gives group commit something to group.</summary>
    private const ushort Prefetch = 512;

    /// <summary>A message holds up to 32 outcomes.</summary>
    private const ushort Ahead = 16;

    public IReadOnlyList<Reading> Readings => [new(Queues.Run, Prefetch, TakeAsync) { TakesBack = true, Precedence = new(place, Ahead) }];

    private async Task<Verdict> TakeAsync(Arrived arrived)
    {
        var message = arrived.Message;
        var cause = new Cause(message.Id, ActivityContext.TryParse(message.Trace, null, isRemote: true, out var trace) ? trace : default)
        {
            Offer = OfferOf(arrived),
        };
        if (message.Completed is { } completed) await DecideAsync(new(completed.RunId, completed.Seq, completed.Attempt), completed.Nonce, completed, cause, arrived);
        else if (message.Failed is { } failed) await DecideAsync(new(failed.RunId, failed.Seq, failed.Attempt), failed.Nonce, failed, cause, arrived);
        else if (message.Execute is { } step && arrived.Follow is not null) await handovers.ReturnedAsync(new(step.RunId, step.Seq, step.Attempt), step.Nonce, arrived.Lost);
        else return Verdict.Refuse(new InvalidDataException("a server takes outcomes, and no steps but those it has handed over."));
        return Verdict.DoneWith(cause.Offer?.Taken);
    }

    /// <summary>Who has failed offers nothing beyond its own run: it may be what is wrong.</summary>
    private static Offer? OfferOf(Arrived arrived)
        => arrived is { Follow: { } follow, From: { } worker, Message.Room: { } queue }
            ? new Offer(queue, worker, arrived.Message is { Stands: true, Completed: not null } ? follow : null) : null;

    private Task<Decision> DecideAsync<T>(AttemptId attempt, Guid nonce, T outcome, Cause cause, Arrived arrived) where T : class
    {
        handovers.Answered(attempt, nonce);
        return intake.DecideAsync(attempt.RunId, outcome, cause, arrived.Bytes, arrived.Lost);
    }
}
