using System.Runtime.ExceptionServices;
using MassTransit;

namespace QueueAgents.Worker;

/// <summary>The delivery goes back to its queue, for this or another worker; it is not a bad message.</summary>
/// <remarks>Without an inner exception: the bus takes one that wraps a cancellation for something else.</remarks>
internal sealed class HandedBackException(string why) : Exception($"The step is handed back to its queue: {why}.");

/// <summary>Lets <see cref="HandedBackException"/> out, so that the transport returns the message; all else goes on to the error queue.</summary>
internal sealed class HandBackFilter : IFilter<ExceptionReceiveContext>
{
    public Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next)
    {
        if (context.Exception is HandedBackException) ExceptionDispatchInfo.Throw(context.Exception);
        return next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("handBack");
}
