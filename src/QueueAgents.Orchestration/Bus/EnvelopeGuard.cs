using MassTransit;

namespace QueueAgents.Orchestration.Bus;

/// <summary>
/// Refuses what does not come from a bus client of ours: another content type, or one body that claims to be two of our messages and
/// would be offered to two consumers. It ends in the error queue with the reason.
/// </summary>
internal sealed class EnvelopeGuard : IFilter<ConsumeContext>
{
    private const string Ours = "urn:message:QueueAgents.Contracts:";
    private const int MaxBytes = 4 << 20;

    public Task Send(ConsumeContext context, IPipe<ConsumeContext> next)
    {
        if (context.ReceiveContext.ContentType?.MediaType is { } type && type != "application/vnd.masstransit+json")
            throw new RefusedMessageException($"content type {type} is not accepted here.");
        if (context.SupportedMessageTypes.Count(t => t.StartsWith(Ours, StringComparison.Ordinal)) > 1)
            throw new RefusedMessageException("one message claims to be several.");
        if (context.ReceiveContext.Body.Length > MaxBytes)
            throw new RefusedMessageException($"a message is at most {MaxBytes} bytes.");
        return next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("envelope-guard");
}

/// <summary>A message that no retry makes acceptable.</summary>
public sealed class RefusedMessageException(string reason) : Exception(reason);
