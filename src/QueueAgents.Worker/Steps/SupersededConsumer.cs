using MassTransit;
using QueueAgents.Contracts;

namespace QueueAgents.Worker;

/// <summary>A server says that an attempt is not wanted any more, or that all of a run's are not.</summary>
internal sealed class SupersededConsumer(StepsInFlight inFlight) : IConsumer<StepSuperseded>
{
    public Task Consume(ConsumeContext<StepSuperseded> context)
    {
        var message = context.Message;
        if (message.Seq > 0) inFlight.Find(new(message.RunId, message.Seq, message.Attempt))?.End(Ending.Superseded);
        else foreach (var attempt in inFlight.Of(message.RunId)) attempt.End(Ending.Superseded);
        return Task.CompletedTask;
    }
}
