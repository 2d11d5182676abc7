using MassTransit;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Delivery;

namespace QueueAgents.Orchestration.Bus;

/// <summary>What other services and people order, on <see cref="Queues.Control"/>. Each command is answered after its commit, if asked as a request.</summary>
internal sealed class ControlConsumer(BusIntake intake, RunRequests requests) :
    IConsumer<SubmitRun>, IConsumer<CancelRun>, IConsumer<PauseRun>, IConsumer<ResumeRun>, IConsumer<SignalRun>, IConsumer<AnswerRun>, IConsumer<RetryRun>
{
    public Task Consume(ConsumeContext<SubmitRun> context)
    {
        var runId = RunIds.Of(context.Message, context.MessageId ?? NewId.NextGuid());
        return Asker.WantsEnd(context) ? requests.TakeAsync(runId, context) : intake.TakeAsync(runId, context);
    }

    public Task Consume(ConsumeContext<CancelRun> context) => intake.TakeAsync(context.Message.RunId, context);

    public Task Consume(ConsumeContext<PauseRun> context) => intake.TakeAsync(context.Message.RunId, context);

    public Task Consume(ConsumeContext<ResumeRun> context) => intake.TakeAsync(context.Message.RunId, context);

    public Task Consume(ConsumeContext<SignalRun> context) => intake.TakeAsync(context.Message.RunId, context);

    public Task Consume(ConsumeContext<AnswerRun> context) => intake.TakeAsync(context.Message.RunId, context);

    public Task Consume(ConsumeContext<RetryRun> context) => intake.TakeAsync(context.Message.RunId, context);
}
