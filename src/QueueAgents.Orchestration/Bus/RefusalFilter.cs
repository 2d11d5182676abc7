using MassTransit;

namespace QueueAgents.Orchestration.Bus;

/// <summary>A message that was refused goes to the error queue with the reason, and without the stack that found it: nothing is wrong with the server.</summary>
internal sealed class RefusalFilter : IFilter<ExceptionReceiveContext>
{
    public Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next)
    {
        if (context.Exception is RefusedMessageException) context.ExceptionHeaders.Set(MessageHeaders.FaultStackTrace, null);
        return next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("refusal");
}
