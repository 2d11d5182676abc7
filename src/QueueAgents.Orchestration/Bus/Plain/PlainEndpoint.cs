using System.Diagnostics.CodeAnalysis;
using MassTransit;
using MassTransit.Context;
using MassTransit.RabbitMqTransport;
using MassTransit.Serialization;

namespace QueueAgents.Orchestration.Bus.Plain;

/// <summary>
/// Hands the bytes of a message to the consumer as they are. No deserializer is added anywhere: whatever the content type says, nothing of
/// the bus reads this body.
/// </summary>
internal sealed class PlainFilter : IFilter<ReceiveContext>
{
    public Task Send(ReceiveContext context, IPipe<ReceiveContext> next)
    {
        var properties = context.TryGetPayload(out RabbitMqBasicConsumeContext? rabbit) ? rabbit.Properties : null;
        var plain = PlainSubmission.Of(context.Body.GetBytes(), context.Redelivered, properties);
        context.AddOrUpdatePayload<ConsumeContext>(() => new PlainContext(context, plain), _ => new PlainContext(context, plain));
        return next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("plain");
}

/// <summary>A message that is one <see cref="PlainSubmission"/> and nothing else. Its headers are not read: they could name an address to answer.</summary>
internal sealed class PlainContext(ReceiveContext context, PlainSubmission plain) : BodyConsumeContext(context, Raw(context))
{
    private const RawSerializerOptions Nothing = 0;

    public override bool HasMessageType(Type messageType) => messageType == typeof(PlainSubmission);

    public override bool TryGetMessage<T>([NotNullWhen(true)] out ConsumeContext<T>? message)
        => (message = new MessageConsumeContext<PlainSubmission>(this, plain) as ConsumeContext<T>) is not null;

    private static SystemTextJsonRawSerializerContext Raw(ReceiveContext context) => new(
        SystemTextJsonMessageSerializer.Instance, SystemTextJsonMessageSerializer.Options, SystemTextJsonRawMessageSerializer.JsonContentType,
        new RawMessageContext(EmptyHeaders.Instance, context.InputAddress, Nothing), [], Nothing, default);
}
