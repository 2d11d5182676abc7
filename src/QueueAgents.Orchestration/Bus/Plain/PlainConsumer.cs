using System.Diagnostics;
using MassTransit;
using Microsoft.Extensions.Logging;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Delivery;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;
using QueueAgents.Orchestration.Telemetry;

namespace QueueAgents.Orchestration.Bus.Plain;

/// <summary>
/// Plain JSON from anyone, on <see cref="Queues.Submit"/>: read by hand, then delivered as every submission is. What can never become a run
/// ends in the error queue with the reason, beside the <see cref="RunRejected"/> event.
/// </summary>
internal sealed class PlainConsumer(BusIntake intake, IRunStore store, PlainAnswers answers, Limits limits, ILogger<PlainConsumer> log) : IConsumer<PlainSubmission>
{
    public async Task Consume(ConsumeContext<PlainSubmission> context)
    {
        var plain = context.Message;
        var messageId = Guid.TryParse(plain.MessageId, out var given) ? given : Guid.Empty;
        SubmitRun submit;
        try
        {
            submit = PlainReader.Read(plain, limits.InputBytes);
        }
        catch (PlainException refused)
        {
            await RefuseAsync(context, new RunRejected { Code = refused.Code, Reason = refused.Message });
            return;
        }

        var anonymous = submit.RunId == Guid.Empty && submit.Key is null && plain.MessageId is null;
        var decision = anonymous
            ? await AnonymousAsync(submit, context)
            : await DecideAsync(RunIds.Of(submit, messageId != Guid.Empty ? messageId : MessageIds.OfForeign(submit.Tenant, submit.Agent, plain.MessageId ?? "")), submit, CauseOf(messageId), context);

        if (decision.Reply is RunRejected rejected) await RefuseAsync(context, rejected);
        else if (decision.Reply is { } reply) answers.Post(plain, reply);
    }

    /// <summary>
    /// Nothing names this submission. Delivered for the first time, it is a new run, even where its body is an old one's. Delivered again, it is
    /// one only if no run has this body: otherwise nobody can tell whether that is its own, and a person is asked instead of a guess made.
    /// </summary>
    private async Task<Decision> AnonymousAsync(SubmitRun submit, ConsumeContext<PlainSubmission> context)
    {
        var runId = context.Message.Fingerprint();
        var cause = CauseOf(Guid.Empty);
        var decision = await DecideAsync(runId, submit, cause, context);
        if (decision.Reply is not RunAccepted { Already: true }) return decision;
        if (context.Message.Redelivered)
            return Decision.Reject(runId, Rejections.MaybeStarted, $"It came a second time and has no runId, key or message_id; run {runId} has the same body. If that is not its own, submit it again, with a key.");
        // The commit's outcome may have been unknown for a while: then this very delivery has started it. // R12
        if ((await store.FindCommittedAsync([(runId, cause.MessageId)], context.CancellationToken)).Count > 0) return decision;
        return await DecideAsync(NewId.NextGuid(), submit, cause, context);
    }

    private Task<Decision> DecideAsync(Guid runId, SubmitRun submit, Cause cause, ConsumeContext<PlainSubmission> context)
        => intake.DecideAsync(runId, submit with { RunId = runId }, cause, context.Message.Body.Length, context.CancellationToken);

    private static Cause CauseOf(Guid messageId) => new(messageId != Guid.Empty ? messageId : NewId.NextGuid(), Activity.Current?.Context ?? default);

    private async Task RefuseAsync(ConsumeContext<PlainSubmission> context, RunRejected rejected)
    {
        log.Refused(Queues.Submit, rejected.Reason);
        await BusIntake.PublishAsync(context, rejected, context.Message.Fingerprint());
        answers.Post(context.Message, rejected);
        // A body that differs from an earlier one of the same key is well-formed: whoever listens to the event or waits for the answer knows.
        if (rejected.Code != Rejections.DifferentBody) throw new RefusedMessageException(rejected.Reason);
    }
}
