using MassTransit;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Delivery;

namespace QueueAgents.Orchestration.Bus;

/// <summary>What workers report, on <see cref="Queues.Run"/>.</summary>
internal sealed class OutcomeConsumer(BusIntake intake) : IConsumer<StepCompleted>, IConsumer<StepFailed>
{
    public Task Consume(ConsumeContext<StepCompleted> context) => intake.TakeAsync(context.Message.RunId, context);

    public Task Consume(ConsumeContext<StepFailed> context) => intake.TakeAsync(context.Message.RunId, context);
}
