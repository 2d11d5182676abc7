using MassTransit;
using QueueAgents.Contracts;

namespace QueueAgents.Worker;

/// <summary>An operator wants a worker to leave; perhaps this one.</summary>
internal sealed class DrainConsumer(Drain drain, WorkerIdentity me) : IConsumer<DrainWorker>
{
    public Task Consume(ConsumeContext<DrainWorker> context)
    {
        if (context.Message.Instance == me.Instance) drain.Begin(context.Message.By);
        return Task.CompletedTask;
    }
}
