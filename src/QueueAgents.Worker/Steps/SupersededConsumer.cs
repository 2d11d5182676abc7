using MassTransit;
using QueueAgents.Contracts;

namespace QueueAgents.Worker;

/// <summary>A server says that an attempt is not wanted any more.</summary>
internal sealed class SupersededConsumer(StepsInFlight inFlight) : IConsumer<StepSuperseded>
{
    public Task Consume(ConsumeContext<StepSuperseded> context)
    {
        var message = context.Message;
        inFlight.Find(new(message.RunId, message.Seq, message.Attempt))?.End(Ending.Superseded);
        return Task.CompletedTask;
    }
}
